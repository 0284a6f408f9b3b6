module arena-go

go 1.25

require (
	example.com/pulumi-edgegap/sdk/go v0.0.0
	github.com/pulumi/pulumi/sdk/v3 v3.256.0
)

replace example.com/pulumi-edgegap/sdk/go => ./sdks/edgegap

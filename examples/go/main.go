package main

import (
	"example.com/pulumi-edgegap/sdk/go/edgegap"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		apiKey := config.RequireSecret(ctx, "apiKey")

		app, err := edgegap.NewApp(ctx, "arena", nil)
		if err != nil {
			return err
		}

		version, err := edgegap.NewAppVersion(ctx, "v1", &edgegap.AppVersionArgs{
			AppName:          app.Name,
			DockerRepository: pulumi.String("docker.io"),
			DockerImage:      pulumi.String("library/nginx"),
			DockerTag:        pulumi.String("1.27.3"),
			ReqCpu:           pulumi.Int(512),
			ReqMemory:        pulumi.Int(1024),
			Ports: edgegap.PortArray{
				&edgegap.PortArgs{Port: pulumi.Int(7777), Protocol: edgegap.PortProtocolUDP, Name: pulumi.String("game")},
			},
			Envs: edgegap.EnvArray{
				&edgegap.EnvArgs{Key: pulumi.String("MODE"), Value: pulumi.String("duel")},
				&edgegap.EnvArgs{Key: pulumi.String("API_KEY"), Value: apiKey, IsSecret: pulumi.Bool(true)},
			},
		})
		if err != nil {
			return err
		}

		ctx.Export("versionId", version.ID())
		ctx.Export("isActive", edgegap.LookupAppOutput(ctx, edgegap.LookupAppOutputArgs{Name: app.Name}).IsActive())
		return nil
	})
}

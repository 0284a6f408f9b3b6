"""Two stacks, one of which uses the outputs of the other."""

import pulumi
import pulumi_edgegap as edgegap

if pulumi.get_stack() == "base":
    app = edgegap.App("base", name="base-app")
    pulumi.export("app", app.name)
    pulumi.export("hush", pulumi.Output.secret("secret-app"))
else:
    base = pulumi.StackReference("organization/references/base")
    edgegap.App("beside", name=base.require_output("app").apply(lambda name: f"{name}-2"))
    edgegap.App("hidden", name=base.get_output("hush"))
    pulumi.export("nothing", base.get_output("nothing"))
    pulumi.export("hush", base.get_output("hush"))

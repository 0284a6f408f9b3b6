"""Every resource and function in each form that programs can use; type-checked by `make lint`, never run."""

import pulumi
import pulumi_edgegap as edgegap

opts = pulumi.ResourceOptions(protect=True)

app_args = edgegap.AppArgs(name="arena")
app_args.is_active = False
app = edgegap.App("arena", app_args, opts)
edgegap.App("by-name", opts, name="arena", adopt=True)
edgegap.App("dict", {"name": "arena", "account": "studio-b"}, opts)
app_dict: edgegap.AppArgsDict = {"name": "arena", "adopt": True}
edgegap.App("unpacked", **app_dict)

version_args = edgegap.AppVersionArgs(
    app_name=app.name,
    docker_repository="docker.io",
    docker_image="studio/arena",
    docker_tag="1.0",
    req_cpu=512,
    req_memory=1024,
    ports=[edgegap.PortArgs(port=7777, protocol="UDP"), {"port": 80, "protocol": "TCP"}],
    envs=[edgegap.EnvArgs(key="MODE", value="ranked")],
    probe=edgegap.ProbeArgs(optimal_ping=60, rejected_ping=180),
    session_config={"kind": "Seat", "sockets": 16},
)
version = edgegap.AppVersion("args", version_args)
edgegap.AppVersion(
    "by-name",
    app_name=app.name,
    docker_repository="docker.io",
    docker_image="studio/arena",
    docker_tag="1.0",
    req_cpu=512,
    req_memory=1024,
)
storage = edgegap.EndpointStorage(
    "files",
    edgegap.EndpointStorageArgs(
        access_key_id="AKIA",
        secret_access_key=edgegap.KEEP_EXISTING_SECRET,
        endpoint="https://s3.example.com",
        bucket="files",
    ),
)
profile = edgegap.PullProfile(
    "maps",
    edgegap.PullProfileArgs(
        storage_name=storage.name, source="/maps", source_type="Folder", destination="/game/maps"
    ),
)
edgegap.PullProfileLink(
    "link",
    edgegap.PullProfileLinkArgs(
        storage_name=storage.name,
        pull_profile_name=profile.name,
        app_name=app.name,
        app_version_name=version.name,
    ),
)
edgegap.ImageTag("tag", edgegap.ImageTagArgs(image_name="studio/arena", tag="1.0"), opts=opts)
settings: edgegap.GameServerAppVersionArgsDict = {"docker_repository": "docker.io", "req_cpu": 512}
game = edgegap.GameServer("game", active="1.0", versions={"1.0": {}}, settings=settings, app={"name": "game"})
edgegap.GameServer("other", edgegap.GameServerArgs(active="1.0", versions={"1.0": {}}, settings=settings))
edgegap.GameServer("third", {"active": "1.0", "versions": {"1.0": {}}}, pulumi.ResourceOptions(protect=True))

found: edgegap.GetAppResult = edgegap.get_app("arena", opts=pulumi.InvokeOptions(parent=app))
names: list[str] = [each.name for each in edgegap.get_apps().apps]
tag: pulumi.Output[edgegap.GetImageTagResult] = edgegap.get_image_tag_output("studio/arena", "1.0")
later = pulumi.InvokeOutputOptions(depends_on=[version])
pulumi.export("versions", edgegap.get_app_versions_output(app.name, opts=later).app_versions.apply(len))
pulumi.export("cpu", version.req_cpu.apply(lambda cpu: cpu + 1))
pulumi.export("ports", version.ports.apply(lambda ports: [port.port for port in ports or []]))

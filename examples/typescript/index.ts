import * as pulumi from "@pulumi/pulumi";
import * as edgegap from "edgegap-sdk";

const config = new pulumi.Config();

const app = new edgegap.App("arena");

const version = new edgegap.AppVersion("v1", {
    appName: app.name,
    dockerRepository: "docker.io",
    dockerImage: "library/nginx",
    dockerTag: "1.27.3",
    reqCpu: 512,
    reqMemory: 1024,
    ports: [{ port: 7777, protocol: "UDP", name: "game" }],
    envs: [
        { key: "MODE", value: "duel" },
        { key: "API_KEY", value: config.requireSecret("apiKey"), isSecret: true },
    ],
});

export const versionId = version.id;
export const isActive = edgegap.getAppOutput({ name: app.name }).isActive;

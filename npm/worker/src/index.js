// What a deployment needs of the bundle, and nothing of what its glue exports besides: every class that a Worker exports is an entrance.

export { CustomerHub, default, WorkspaceHub } from "./proxy.js";

// Projects of people who embed the element: each framework's types fit ours, in the package as it is packed.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

const HERE = import.meta.dirname;
const MODULES = join(HERE, "..", "..", "..", "node_modules");
const FRAMEWORKS = {
  react: { file: "react.tsx", packages: { "@types/react": "@types/react", csstype: "csstype" }, jsx: { jsx: "react-jsx" } },
  "react-18": { file: "react-18.tsx", packages: { "@types/react": "@types/react-18", csstype: "csstype", "@types/prop-types": "@types/prop-types" }, jsx: { jsx: "react-jsx" } },
  vue: { file: "vue.ts", packages: { vue: "vue" }, jsx: {} },
  svelte: { file: "svelte.ts", packages: { svelte: "svelte" }, jsx: {} },
  solid: { file: "solid.tsx", packages: { "solid-js": "solid-js", csstype: "csstype" }, jsx: { jsx: "preserve", jsxImportSource: "solid-js" } },
};

let packed;
before(() => {
  packed = mkdtempSync(join(tmpdir(), "helpthread-types-"));
  const [{ filename }] = JSON.parse(execFileSync("npm", ["pack", "--json", "--pack-destination", packed], { cwd: join(HERE, ".."), encoding: "utf8" }));
  execFileSync("tar", ["xzf", join(packed, filename), "-C", packed]);
});
after(() => rmSync(packed, { recursive: true, force: true }));

for (const [framework, { file, packages, jsx }] of Object.entries(FRAMEWORKS)) {
  test(`a project with ${framework} type-checks, and a wrong attribute does not`, () => {
    const project = join(packed, framework);
    mkdirSync(join(project, "node_modules", "@types"), { recursive: true });
    mkdirSync(join(project, "node_modules", "@helpthread"));
    cpSync(join(packed, "package"), join(project, "node_modules", "@helpthread", "widget"), { recursive: true });
    for (const [name, from] of Object.entries(packages)) symlinkSync(join(MODULES, from), join(project, "node_modules", name));
    cpSync(join(HERE, "consumers", file), join(project, file));
    const settings = { module: "esnext", moduleResolution: "bundler", target: "es2022", lib: ["es2022", "dom", "dom.iterable"], strict: true, noEmit: true, skipLibCheck: true, types: [], preserveSymlinks: true, ...jsx };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: settings, files: [file] }));
    const { status, stdout } = spawnSync(join(MODULES, ".bin", "tsc"), ["--project", project], { encoding: "utf8" });
    assert.equal(status, 0, stdout);
  });
}

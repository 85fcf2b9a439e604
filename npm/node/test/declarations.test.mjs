/** Whoever points at a name of the package in an editor is told what it is: every public declaration and member has a comment. */

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import test, { after } from "node:test";
import { SyntaxKind } from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";

const DIST = join(import.meta.dirname, "../dist");
const PROJECT = join(import.meta.dirname, "types/declarations.json");

/** What can be pointed at: declarations, and the members of classes, interfaces and object types. */
const PUBLIC = new Set([
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.VariableStatement,
  SyntaxKind.ClassDeclaration,
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
  SyntaxKind.PropertySignature,
  SyntaxKind.MethodSignature,
  SyntaxKind.PropertyDeclaration,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.Constructor,
]);

const typescript = new API({ cwd: DIST });
after(() => typescript.close());
const { program } = typescript.updateSnapshot({ openProjects: [PROJECT] }).getProject(PROJECT);
const comment = (file, { pos, end }) => file.text.slice(pos, end);

/** The first line of everything public below a node that has no comment of its own. */
function uncommented(file, node, found = { uncommented: [], all: 0 }) {
  if (PUBLIC.has(node.kind)) {
    found.all += 1;
    // The first declaration of a file also has the comment about the file.
    const own = (node.jsDoc ?? []).filter((each) => !comment(file, each).includes("@packageDocumentation"));
    if (own.length === 0) found.uncommented.push(file.text.slice(node.getStart(file), node.end).split("\n")[0]);
  }
  node.forEachChild((child) => void uncommented(file, child, found));
  return found;
}

for (const name of readdirSync(DIST).filter((name) => name.endsWith(".d.ts"))) {
  test(`everything in ${name} has a comment`, () => {
    const file = program.getSourceFile(join(DIST, name));
    const found = uncommented(file, file);
    assert.ok(found.all > 0 || name === "signature.d.ts", "only that one hands on the names of another");
    assert.deepEqual(found.uncommented, []);
  });
}

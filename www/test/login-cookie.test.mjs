/** Given a sign-in cookie, only an untouched one of this dashboard, within its eight hours, proves who is signed in. */

import assert from "node:assert/strict";
import test from "node:test";
import { COOKIE_NAME, LIFETIME, endedCookie, loginCookie, openLogin, sealLogin } from "../src/login-cookie.js";

const SECRET = "dev_sign_in_secret_0123456789abcdef0123";
const NOW = 1_715_610_240;
const MANAGER = "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K";
const value = await sealLogin(MANAGER, NOW, SECRET);
const header = `${COOKIE_NAME}=${value}`;

test("the account comes back until eight hours have passed", async () => {
  assert.equal(await openLogin(header, NOW, SECRET), MANAGER);
  assert.equal(await openLogin(header, NOW + LIFETIME - 1, SECRET), MANAGER);
  assert.equal(await openLogin(header, NOW + LIFETIME, SECRET), null);
  assert.equal(LIFETIME, 28_800);
});

test("it is found among other cookies", async () => {
  assert.equal(await openLogin(`a=b; ${header}; c=${COOKIE_NAME}`, NOW, SECRET), MANAGER);
});

test("another secret proves nothing", async () => {
  assert.equal(await openLogin(header, NOW, `${SECRET}x`), null);
});

test("no cookie, an empty one and two of them prove nothing", async () => {
  for (const wrong of [null, "", `${COOKIE_NAME}=`, `x${header}`, `${header}; ${header}`]) {
    assert.equal(await openLogin(wrong, NOW, SECRET), null, String(wrong));
  }
});

test("any changed character proves nothing", async () => {
  for (let at = 0; at < value.length - 1; at += 1) {
    const other = value[at] === "A" ? "B" : "A";
    assert.equal(
      await openLogin(`${COOKIE_NAME}=${value.slice(0, at)}${other}${value.slice(at + 1)}`, NOW, SECRET),
      null,
      `character ${at}`,
    );
  }
});

test("another account or a later end under the same signature proves nothing", async () => {
  const [account, expires, signature] = value.split(".");
  const forged = [
    `usr_01HXYZ1L2M3N4P5Q6R7S8T9V0W.${expires}.${signature}`,
    `${account}.${Number(expires) + 1}.${signature}`,
    `${account}.${expires}.`,
    `${account}.${expires}`,
    `${value}.x`,
    `${value}\u0000`,
  ];
  for (const wrong of forged) assert.equal(await openLogin(`${COOKIE_NAME}=${wrong}`, NOW, SECRET), null, wrong);
});

test("scripts cannot read it, other sites' forms do not carry it, and https keeps it on https", () => {
  assert.equal(loginCookie("v", false), `${COOKIE_NAME}=v; Path=/; Max-Age=28800; HttpOnly; SameSite=Lax`);
  assert.equal(loginCookie("v", true), `${COOKIE_NAME}=v; Path=/; Max-Age=28800; HttpOnly; SameSite=Lax; Secure`);
  assert.match(endedCookie(true), /=; .*Max-Age=0; .*Secure$/);
});

/**
 * The integrator's playground: choose on one side, see it on the other, copy it from below. The choices are in the address, so
 * they can be shared, and the snippets are right without script too; assets/playground.js makes it immediate.
 */

import { exampleCustomers } from "../example-customers.js";
import { html } from "../html.js";
import {
  ATTRIBUTES, attributesOf, readSettings, ROLE, SIMULATE, SURROUNDINGS, THEMES, TOKENS, writeSettings,
} from "../playground/settings.js";
import { SNIPPETS } from "../playground/snippets.js";
import { layout } from "./layout.js";
import { writeIn, writeInScript } from "./write-in.js";

/** @import { Account, Customer, Directory } from "../directory.js" */
/** @import { Markup } from "../html.js" */
/** @import { Control, PlaygroundSettings } from "../playground/settings.js" */
/** @import { Settings } from "../settings.js" */

/**
 * @param {Directory} directory
 * @param {{ account: Account, settings: Settings, url: URL, now: number }} visit
 */
export function playgroundPage(directory, { account, settings, url, now }) {
  const { proxyOrigin, sandbox } = settings;
  const examples = exampleCustomers(directory);
  const chosen = readSettings(url.searchParams, examples[0]?.customer.id ?? "");
  const shown = directory.customer(chosen.customer) ?? examples[0]?.customer;
  return layout({
    title: "Playground",
    account,
    current: "playground",
    scripts: html`<script type="module" src="/playground.js"></script>
<script type="module" src="${proxyOrigin}/widget/history.js"></script>
${writeInScript(sandbox)}`,
    main: html`
<div class="page">
  <div class="page-head">
    <div>
      <h1>Playground</h1>
      <p class="lead">Choose how the support history looks and behaves, then copy it into your own application.
        <a href="/docs/">The documentation</a> has the rest.</p>
    </div>
  </div>
  <div class="playground">
    ${preview(chosen, proxyOrigin)}
    <form class="card controls" id="controls" action="/playground" aria-label="Settings">
      ${controls(directory, examples, chosen)}
      <div class="controls-end">
        <button class="button primary" id="apply">Show</button>
        <a class="button quiet" href="/playground" id="reset">Start over</a>
      </div>
    </form>
    <div class="result">
      ${sandbox ? writeIn({ now, back: "/playground", customer: shown }) : null}
      ${events()}
      ${code(chosen, proxyOrigin)}
    </div>
  </div>
</div>`,
  });
}

/**
 * @param {Directory} directory
 * @param {{ customer: Customer, why: string }[]} examples
 * @param {PlaygroundSettings} chosen
 */
function controls(directory, examples, chosen) {
  return html`
      ${group("Who", [control(ROLE, chosen), customers(directory, examples, chosen.customer)])}
      ${group("Attributes", ATTRIBUTES.map((one) => control(one, chosen)))}
      ${group("When something goes wrong", [control(SIMULATE, chosen), madeUp])}
      ${group("Theme", [themes(chosen), ...TOKENS.map((one) => control(one, chosen))])}
      ${group("The page around it", SURROUNDINGS.map((one) => control(one, chosen)))}`;
}

const madeUp = html`<p class="note">Made up in this page: the proxy is asked for nothing meanwhile.</p>`;

/**
 * @param {string} legend
 * @param {Markup[]} contents
 */
const group = (legend, contents) => html`<fieldset class="group"><legend>${legend}</legend>${contents}</fieldset>`;

/**
 * @param {Control} control
 * @param {PlaygroundSettings} chosen
 */
function control(control, chosen) {
  const { name, label, options } = control;
  return html`
        <div class="control">
          <label for="control-${name}">${label}</label>${options ? select(control, chosen[name]) : colour(control, chosen[name])}
        </div>`;
}

/**
 * @param {Control} control
 * @param {string} value
 */
function select({ name, options = [] }, value) {
  return html`<select id="control-${name}" name="${name}">${options.map(
    ([option, label]) => html`<option value="${option}"${option === value ? html` selected` : null}>${label}</option>`,
  )}</select>`;
}

/**
 * A text, because a colour can also be one for each scheme; the swatch beside it, shown by the script, picks one. It says the
 * same as the text, so it is no stop of the keyboard's: there would be ten more.
 *
 * @param {Control} control
 * @param {string} value
 */
function colour({ name, label, pattern, placeholder }, value) {
  const id = `control-${name}`;
  return html`<span class="colour">
            <input type="color" class="swatch" tabindex="-1" data-for="${id}" aria-label="${label}, pick a colour" value="${placeholder}" hidden>
            <input id="${id}" name="${name}" value="${value}" placeholder="${placeholder}" pattern="${pattern?.source.slice(1, -1)}"
              spellcheck="false" autocomplete="off" dir="ltr">
          </span>`;
}

/**
 * @param {Directory} directory
 * @param {{ customer: Customer, why: string }[]} examples
 * @param {string} id
 */
function customers(directory, examples, id) {
  const another = examples.some(({ customer }) => customer.id === id) ? null : directory.customer(id);
  const all = another ? [{ customer: another, why: "from the address" }, ...examples] : examples;
  return html`
        <div class="control"><label for="control-customer">Customer</label><select id="control-customer" name="customer">${all.map(
          ({ customer, why }) => {
            const chosen = customer.id === id ? html` selected` : null;
            return html`<option value="${customer.id}"${chosen}>${customer.name}: ${why}</option>`;
          },
        )}</select></div>`;
}

/** @param {PlaygroundSettings} chosen */
function themes(chosen) {
  const others = Object.fromEntries(Object.entries(chosen).filter(([name]) => !TOKENS.some((token) => token.name === name)));
  return html`
        <ul class="themes" aria-label="Themes">${THEMES.map(
          ({ name, tokens }, index) => html`
          <li><a class="theme" id="theme-${index}" href="/playground?${writeSettings({ ...others, ...tokens })}">${name}</a></li>`,
        )}
        </ul>`;
}

/**
 * @param {PlaygroundSettings} chosen
 * @param {string} endpoint
 */
function preview(chosen, endpoint) {
  const attributes = attributesOf(chosen, endpoint).map(([name, value]) => html` ${name}="${value}"`);
  return html`
      <section class="preview-section" aria-labelledby="preview-title">
        <div class="section-head"><h2 id="preview-title">Preview</h2><p class="note" id="state" role="status"></p></div>
        <div class="preview ${chosen.width}" id="preview" dir="${chosen.dir || "ltr"}"><helpthread-history${attributes}><div class="history-fallback">
          <p class="history-state">Loading…</p>
          <noscript><p>The preview needs JavaScript. The snippets below are right all the same.</p></noscript>
        </div></helpthread-history></div>
      </section>`;
}

function events() {
  return html`
      <section aria-labelledby="events-title">
        <div class="section-head"><h2 id="events-title">Events</h2><p class="note">What your page hears, newest first</p></div>
        <ol class="card events" id="events" role="list" tabindex="0" aria-labelledby="events-title"><li class="event-none">Nothing yet.</li></ol>
      </section>`;
}

/**
 * @param {PlaygroundSettings} chosen
 * @param {string} endpoint
 */
function code(chosen, endpoint) {
  return html`
      <section aria-labelledby="code-title">
        <div class="section-head"><h2 id="code-title">Into your application</h2><p class="note">Five steps, and it is there</p></div>
        <ol class="card snippets" role="list">${SNIPPETS.map(
          ({ id, title, where, text }, index) => html`
          <li class="snippet">
            <div class="snippet-head">
              <h3><span class="step" aria-hidden="true">${index + 1}</span>${title} <span class="note">${where}</span></h3>
              <button class="button copy" type="button" data-copies="snippet-${id}" aria-label="Copy: ${title}" hidden>Copy</button>
            </div>
            <pre tabindex="0" role="region" aria-label="${title}" dir="ltr"><code id="snippet-${id}">${text(chosen, endpoint)}</code></pre>
          </li>`,
        )}
        </ol>
      </section>`;
}

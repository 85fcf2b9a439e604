// Playwright's page and locators, as much of them as the tests of this folder use, for engines that Playwright cannot drive as they are:
// the same tests run against Playwright in Chromium and against this elsewhere. Names and meanings are Playwright's.

import { find, shows, until } from "./inside.mjs";

/**
 * What an engine can do for a page.
 *
 * @typedef {object} Driver
 * @property {(url: string) => Promise<unknown>} goto resolves once the page is loaded
 * @property {(source: string, args: unknown[]) => Promise<any>} call calls an asynchronous function in the page, whatever the page's policy
 * @property {(actions: object[]) => Promise<unknown>} input real keys and a real pointer: https://www.w3.org/TR/webdriver2/#actions
 * @property {() => Promise<unknown>} close
 *
 * @typedef {{ css?: string, text?: string, nth?: number }} Step one part of a locator's way to its elements
 */

/** How long a condition may take to come true, in milliseconds. */
const DEADLINE = 15_000;

const KEYS = { Tab: "\uE004", Enter: "\uE007", Backspace: "\uE003", Escape: "\uE00C" };

/** A page of any driver. @param {Driver} driver */
export function drive(driver) {
  /** Functions travel as text: a page's policy may forbid to make them there. */
  const call = (body, steps, argument) =>
    driver.call(`async (steps, argument) => { const find = ${find}; ${body} }`, [steps, argument ?? null]).catch((error) => {
      throw new Error(`${JSON.stringify(steps)}: ${error.message}`, { cause: error });
    });
  const atOnce = (work, steps, argument) => call(`return (${work})(find(steps), argument);`, steps, argument);
  const waiting = (work, steps, argument) => call(`return (${until})(() => find(steps), ${work}, argument, ${DEADLINE});`, steps, argument);
  const type = (keys) => {
    const actions = [...keys].flatMap((value) => ["keyDown", "keyUp"].map((type) => ({ type, value })));
    return driver.input([{ type: "key", id: "keys", actions }]);
  };
  const click = ([x, y]) => {
    const actions = [{ type: "pointerMove", x, y, origin: "viewport" }, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
    return driver.input([{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }]);
  };
  /** @param {Step[]} steps */
  const locate = (steps) => {
    const press = async () => click(await waiting("([element], place) => place(element)", steps));
    return {
      locator: (css) => locate([...steps, { css }]),
      getByRole: (role, { name }) => locate([...steps, { css: role }, { text: name }]),
      filter: ({ hasText }) => locate([...steps, { text: hasText }]),
      nth: (nth) => locate([...steps, { nth }]),
      first: () => locate([...steps, { nth: 0 }]),
      click: press,
      fill: async (text) => {
        await press();
        await waiting("([field]) => field && (field.select(), [true])", steps);
        await type(text || KEYS.Backspace);
      },
      focus: () => waiting("([element]) => element && (element.focus(), [true])", steps),
      selectOption: (label) => waiting(String(choose), steps, label),
      waitFor: ({ state = "visible" } = {}) => waiting(`(elements, place, state) => (${reached})(elements.length, elements.some(${shows}), state)`, steps, state),
      count: () => atOnce("(elements) => elements.length", steps),
      allTextContents: () => atOnce("(elements) => elements.map((element) => element.textContent)", steps),
      isVisible: () => atOnce(`(elements) => elements.some(${shows})`, steps),
      textContent: () => waiting("([element]) => element && [element.textContent]", steps).then(first),
      inputValue: () => waiting("([element]) => element && [element.value]", steps).then(first),
      getAttribute: (name) => waiting("([element], place, name) => element && [element.getAttribute(name)]", steps, name).then(first),
      evaluate: (work, argument) => waiting(`async ([element], place, argument) => element && [await (${work})(element, argument)]`, steps, argument).then(first),
      evaluateAll: (work, argument) => atOnce(`(elements, argument) => (${work})(elements, argument)`, steps, argument),
    };
  };
  return {
    goto: driver.goto,
    locator: (css) => locate([{ css }]),
    getByText: (text) => locate([{ css: "body *" }, { text }]),
    evaluate: (work, argument) => atOnce(`(elements, argument) => (${work})(argument)`, [], argument),
    waitForFunction: (work, argument) => waiting(`async (elements, place, argument) => ((await (${work})(argument)) ? [true] : null)`, [], argument),
    keyboard: { press: (key) => type([KEYS[key] ?? key]), type },
  };
}

const first = ([value]) => value;

/** Chooses as a person does, by what the option says. Runs in the page. */
function choose([select], place, label) {
  const option = [...(select?.options ?? [])].find(({ text }) => text === label);
  if (!option || select.disabled) return null;
  select.value = option.value;
  for (const name of ["input", "change"]) select.dispatchEvent(new Event(name, { bubbles: true, composed: true }));
  return [true];
}

/** Whether elements are in the state that is waited for. Runs in the page. */
function reached(count, visible, state) {
  return state === "attached" ? count > 0 : visible === (state === "visible");
}

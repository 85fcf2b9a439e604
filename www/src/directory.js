/**
 * The host's own records: who its customers are, and who looks after them. HelpThread knows neither names nor
 * plans; it knows ids. The file comes from the seed generator, so that ids here and in the inbox agree.
 */

/**
 * @typedef {object} AccountManager
 * @property {string} agent_id her id in HelpThread, `usr_…`
 * @property {string} name
 * @property {string} email
 *
 * @typedef {object} Customer
 * @property {string} id her id in HelpThread, `cus_…`
 * @property {string} name
 * @property {string} company
 * @property {string} email
 * @property {string} plan
 * @property {string} country
 * @property {string} city
 * @property {string} since the day she became a customer, `2023-04-02`
 * @property {number} mrr_cents monthly recurring revenue in US cents
 * @property {string} locale a BCP 47 language tag
 *
 * @typedef {{ role: "manager", id: string, person: AccountManager }} ManagerAccount
 * @typedef {{ role: "customer", id: string, person: Customer }} CustomerAccount
 * @typedef {ManagerAccount | CustomerAccount} Account
 *
 * @typedef {object} SearchPage
 * @property {Customer[]} customers the rows of this page
 * @property {number} total how many customers match
 * @property {number} page counted from 1
 * @property {number} pages at least 1
 * @property {number} first the position of the first row, counted from 1; 0 if there is none
 */

export const PAGE_SIZE = 50;

/** Longer queries are cut: a name is never this long, and the list answers every visitor from one CPU. */
export const QUERY_LENGTH = 100;

export class Directory {
  #managers;
  #customers;
  /** @type {Map<string, Account>} */
  #accounts = new Map();
  /** @type {Map<string, Account>} */
  #byEmail = new Map();
  /** @type {{ customer: Customer, text: string }[]} */
  #index;

  /** @param {{ account_managers: AccountManager[], customers: Customer[] }} records */
  constructor(records) {
    this.#managers = records.account_managers;
    this.#customers = records.customers;
    for (const person of this.#managers) this.#add({ role: "manager", id: person.agent_id, person });
    for (const person of this.#customers) this.#add({ role: "customer", id: person.id, person });
    this.#index = this.#customers.map((customer) => ({
      customer,
      text: fold([customer.name, customer.company, customer.email].join("\n")),
    }));
  }

  /** @param {Account} account */
  #add(account) {
    this.#accounts.set(account.id, account);
    this.#byEmail.set(account.person.email.toLowerCase(), account);
  }

  get managers() {
    return this.#managers;
  }

  get size() {
    return this.#customers.length;
  }

  /** @param {string} id `usr_…` or `cus_…` */
  account(id) {
    return this.#accounts.get(id) ?? null;
  }

  /** @param {string} email in any case */
  accountByEmail(email) {
    return this.#byEmail.get(email.trim().toLowerCase()) ?? null;
  }

  /** @param {string} id */
  customer(id) {
    const account = this.account(id);
    return account?.role === "customer" ? account.person : null;
  }

  /**
   * Customers whose name, company or email contains every word of the query, whatever its case and accents.
   *
   * @param {string} query
   * @param {number} page counted from 1; what is outside is moved to the nearest page
   * @returns {SearchPage}
   */
  search(query, page) {
    const words = fold(query).split(/\s+/).filter(Boolean);
    const found = this.#index.filter(({ text }) => words.every((word) => text.includes(word)));
    const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
    const current = Math.min(Math.max(1, page), pages);
    const start = (current - 1) * PAGE_SIZE;
    const customers = found.slice(start, start + PAGE_SIZE).map(({ customer }) => customer);
    return { customers, total: found.length, page: current, pages, first: customers.length > 0 ? start + 1 : 0 };
  }
}

/**
 * Text as the search compares it: lower case without accents, so that `muller` finds Müller.
 *
 * @param {string} text
 */
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** What the build makes of an import that ends in `?file` (www/build.mjs). */
declare module "*?file" {
  const file: { text: string; etag: string };
  export default file;
}

/** Written by the build from the seed generator, before the Worker is bundled. */
declare module "*/crm.json" {
  const records: {
    account_managers: import("./directory.js").AccountManager[];
    customers: import("./directory.js").Customer[];
  };
  export default records;
}

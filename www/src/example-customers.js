/** Customers of the seed who show something particular: the playground and the sandbox offer them by name. */

/** @import { Customer, Directory } from "./directory.js" */

/** Newest first in what one wants to try; those of the published examples (api-v1.md section 9) are the same on every machine. */
const EXAMPLES = [
  { id: "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F", why: "two conversations" },
  { id: "cus_01H600QF0B0QFF7TWHAWZA3J11", why: "every status" },
  { id: "cus_01EXQQT1N08Z04X7VAH4X94HRA", why: "many pages, in Japanese" },
  { id: "cus_01HJF4AW05MHFJD7QCAQAJT6EC", why: "in Arabic" },
  { id: "cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A", why: "one conversation" },
  { id: "cus_01H67QXMK26QE0E2BNQETZ160W", why: "none yet" },
];

/**
 * @param {Directory} directory
 * @returns {{ customer: Customer, why: string }[]}
 */
export function exampleCustomers(directory) {
  return EXAMPLES.flatMap(({ id, why }) => {
    const customer = directory.customer(id);
    return customer ? [{ customer, why }] : [];
  });
}

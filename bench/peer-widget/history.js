// What both peers share: the request, and times as texts with one Intl object each.

export async function load(host) {
  const token = await host.getToken();
  const url = `${host.getAttribute("endpoint")}/v1/customers/${host.getAttribute("customer")}/conversations?limit=25`;
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

const relative = new Intl.RelativeTimeFormat("en");
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const minute = new Intl.DateTimeFormat("en", { dateStyle: "long", timeStyle: "short" });

export const ago = (time) => relative.format(Math.trunc((Date.parse(time) - Date.now()) / 86_400_000), "day");
export const on = (time) => day.format(Date.parse(time));
export const exactly = (time) => minute.format(Date.parse(time));

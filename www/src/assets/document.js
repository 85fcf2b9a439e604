/**
 * Asks for a page of the dashboard as a parsed document.
 *
 * XMLHttpRequest and not fetch, because it hands over a parsed document: with Trusted Types required, text from fetch
 * could not become markup without a policy. Scripts in such a document never run.
 *
 * @param {string} address
 * @param {{ method?: string, body?: URLSearchParams, signal?: AbortSignal }} [init]
 * @returns {Promise<{ status: number, page: Document | null, url: string }>} rejected if nobody answered or it was aborted
 */
export function loadDocument(address, { method = "GET", body, signal } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.onload = () => resolve({ status: request.status, page: request.responseXML, url: request.responseURL });
    request.onerror = request.onabort = () => reject(new Error("No answer."));
    signal?.addEventListener("abort", () => request.abort());
    request.open(method, address);
    request.send(body);
  });
}

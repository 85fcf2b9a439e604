//! Why we are behind, where we are. `bench/README.md` has the measurements behind each of these.

use crate::benchmark::Benchmark;
use crate::claim::Claim;

/// Where it is told: a benchmark, and parts of [`Claim::title`] that are all in it. The first that fits is told.
type Reason = (Benchmark, &'static [&'static str], &'static str);

/// Every reason that is known.
pub const REASONS: [Reason; 16] = [
    (
        Benchmark::Api,
        &["GET /customers/:id/conversations, first page", "to HelpThread Edge"],
        "a customer's rows in a large table are one to three places of the file instead of one, in an index that covers them; \
         with an ordinary index, as the peer has it, it is more",
    ),
    (
        Benchmark::Api,
        &["GET ", "to Hono"],
        "most of a request is workerd's own work, which both pay: two HTTP events, the fetch to the object, the response; WebAssembly's \
         part is a sixth of the time, statements are a tenth, so what can be gained lies within a busy machine's noise",
    ),
    (
        Benchmark::Proxy,
        &["verify, sign, forward", "to Hono"],
        "everything but the proxy's own work, measured with Workers of a few lines, is three fifths of ours already; the page is read by type and \
         written again in WebAssembly, with more headers, a deadline and a log line",
    ),
    (
        Benchmark::Proxy,
        &["verify, sign, forward", "to bare pass-through"],
        "a proxy that looks at the page instead of passing its bytes on cannot get beyond 0.67: ours reads it, because a customer must not see who is \
         in charge, and what is not a page is not passed on",
    ),
    (
        Benchmark::Proxy,
        &["refuse a token"],
        "a refusal is answered at once, without upstream, so that most of it is workerd's own part of a request, which both pay; it was not profiled further",
    ),
    (
        Benchmark::Proxy,
        &["read for the first time"],
        "the one path that writes: it makes the customer's hub, whose SQLite file is new and synchronised, once per customer and machine; on \
         Cloudflare the disk is another",
    ),
    (
        Benchmark::Proxy,
        &["start: to the first answer"],
        "the module of WebAssembly is compiled before the first answer, once per isolate; it was not profiled further",
    ),
    (
        Benchmark::Proxy,
        &["bundle: KB gzip"],
        "rules, page types and cryptography for all routes and kinds of keys are in the module, where the peer has the one route that is measured and the \
         platform's WebCrypto; `opt-level` 3, for speed, is a hundred of these KB",
    ),
    (
        Benchmark::Sdk,
        &["node:crypto, key as bytes"],
        "the aim was derived from Node 24's slow keys of bytes; with a key of text `createHmac` takes less than four blocks of SHA-256 in WebAssembly, so \
         `sign` calls it that way and is as fast as that. On other runtimes bytes are not slow",
    ),
    (
        Benchmark::Sdk,
        &["sign", "WebCrypto"],
        "WebCrypto with a key that is kept is ahead on workerd for small bodies, and cannot be called without waiting",
    ),
    (
        Benchmark::Sdk,
        &["sign"],
        "`sign` is that very call of `node:crypto` with the choice of it around: what is left is that choice, the answer's prefix, and on \
         workerd and Deno WebAssembly for small bodies",
    ),
    (
        Benchmark::Sdk,
        &["verify a webhook"],
        "verification is WebAssembly everywhere, because its rules are the core's: each call crosses into it with the delivery and out with the event; the \
         peers are JavaScript, which crosses nothing",
    ),
    (
        Benchmark::Sdk,
        &["KB gzip"],
        "SHA-256, HMAC and base64 come along as WebAssembly, which everywhere but in Workers is written as hex digits, a tenth more than the module itself; \
         of the script a third is messages that say what to do",
    ),
    (
        Benchmark::Widget,
        &["KB brotli"],
        "half of the module is the machine that decides, half what crosses into it; the peers have the list alone, without live rows, search, filters, \
         languages, an agent's controls or states for what can go wrong",
    ),
    (
        Benchmark::Widget,
        &["first row"],
        "it comes after a second script and the module, one after the other, where a peer is one file",
    ),
    (
        Benchmark::Widget,
        &["longest task"],
        "1,000 rows at once are ten of the API's largest pages, and laid out in one task; a busy machine makes every task longer",
    ),
];

/// What is known of a claim; none where nobody has looked.
#[must_use]
pub fn reason(benchmark: Benchmark, claim: &Claim) -> Option<&'static str> {
    let title = claim.title();
    let fits = |(of, parts, _): &&Reason| *of == benchmark && parts.iter().all(|part| title.contains(part));
    REASONS.iter().find(fits).map(|(.., reason)| *reason)
}

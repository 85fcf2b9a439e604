/** Fixed windows of a minute, counted in the object's memory: the usual way, and the fastest; a restart forgets it. */
export class RateLimit {
  #window = 0;
  #used = 0;

  take(limit) {
    const window = Math.floor(Date.now() / 60_000);
    if (window !== this.#window) {
      this.#window = window;
      this.#used = 0;
    }
    const granted = this.#used < limit;
    if (granted) this.#used += 1;
    return { limit, remaining: limit - this.#used, reset: (window + 1) * 60, granted };
  }
}

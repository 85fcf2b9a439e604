/**
 * The limit: what a Worker in JavaScript can forward when it checks nothing, signs nothing and looks at nothing. `cargo xtask bench
 * proxy` measures our proxy beside it.
 */

export default {
  fetch({ url }, env) {
    const { pathname, search } = new URL(url);
    return fetch(`${env.UPSTREAM}${pathname}${search}`);
  },
};

//! cargo xtask: dev, test, build.

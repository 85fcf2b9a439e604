//! The customer-history custom element: a pure state machine and a thin view.

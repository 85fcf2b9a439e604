//! What the API does: the support inbox's rules over SQL.

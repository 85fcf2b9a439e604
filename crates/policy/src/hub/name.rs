//! The names of the hubs' objects.

use helpthread_core::id::CustomerId;

/// The one workspace of a deployment.
pub const OF_WORKSPACE: &str = "workspace";

/// A customer's: length and id, so that no id's characters can make it another object's name (threats.md row 25).
pub fn of_customer(customer: &CustomerId) -> String {
    let id = customer.as_str();
    format!("customer:{}:{id}", id.len())
}

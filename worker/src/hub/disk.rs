//! A hub's records on the object's own SQLite, through its synchronous key-value interface: what is written is durable before
//! anything that is sent afterwards leaves the object (the platform's output gate).

use helpthread_policy::hub::customer::Record;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{
    Storage,
    js_sys::{Array, JsString},
};

use crate::log;

#[wasm_bindgen]
extern "C" {
    /// `DurableObjectStorage`, of which worker's binding lacks `kv`.
    type ObjectStorage;
    #[wasm_bindgen(method, getter)]
    fn kv(this: &ObjectStorage) -> SyncKvStorage;

    type SyncKvStorage;
    #[wasm_bindgen(method, catch)]
    fn put(this: &SyncKvStorage, key: &str, value: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn delete(this: &SyncKvStorage, key: &str) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn list(this: &SyncKvStorage) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Array, js_name = from)]
    fn collected(iterator: &JsValue) -> Result<Array, JsValue>;
}

/// Where an object keeps its records.
pub(super) struct Disk {
    storage: ObjectStorage,
}

impl Disk {
    pub(super) fn of(storage: &Storage) -> Self {
        let raw: &JsValue = storage.as_raw().as_ref();
        Self { storage: raw.clone().unchecked_into() }
    }

    /// Everything that is there. A disk that cannot be read is an empty one: the hub then asks upstream again.
    pub(super) fn records(&self) -> Vec<Record> {
        let entries = self.storage.kv().list().and_then(|entries| collected(&entries));
        let Ok(entries) = entries else {
            log::storage_failed("list");
            return Vec::new();
        };
        entries.iter().filter_map(|entry| record(&entry)).collect()
    }

    pub(super) fn save(&self, record: &Record) {
        if self.storage.kv().put(&record.key, &record.value).is_err() {
            log::storage_failed("put");
        }
    }

    pub(super) fn remove(&self, key: &str) {
        if self.storage.kv().delete(key).is_err() {
            log::storage_failed("delete");
        }
    }

    pub(super) fn remove_all(&self) {
        for record in self.records() {
            self.remove(&record.key);
        }
    }
}

fn record(entry: &JsValue) -> Option<Record> {
    let entry: &Array = entry.dyn_ref()?;
    let text = |index| entry.get(index).dyn_into::<JsString>().ok().map(String::from);
    Some(Record { key: text(0)?, value: text(1)? })
}

// What the entries for frameworks are at run time: their types are all there is to them.
export {};

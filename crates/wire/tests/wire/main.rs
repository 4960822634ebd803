//! What the base of `wire` promises: fields, JSON, the surface, and the conventions every RPC keeps.

#[cfg(test)]
mod conventions;
#[cfg(test)]
mod fields;
#[cfg(test)]
mod json;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod surface;

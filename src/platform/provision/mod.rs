//! Roles, database and schema of a country, made through an administrator's connection.

pub mod credentials;

//! The program as an administrator runs it: real processes of two countries in a folder of their own, some of them
//! killed.

mod backup;
mod backup_turns;
mod before;
mod check;
mod connect;
mod installation;
mod instances;
mod isolation;
mod life;
mod mail;
mod moving;
mod nginx;
mod ops;
mod reload;
mod season;
mod terminal;
mod trial;
mod upgrade;
mod visitors;

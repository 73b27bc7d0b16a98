//! Controls that know no subject: what a button, a card and a screen are everywhere.

pub mod area;
pub mod choices;
pub mod field;
pub mod growing;
pub mod icon;
pub mod screen;
pub mod sheet;
pub mod show;
pub mod strip;
pub mod text;

//! Where the front door leads while a country changes its prefix: under the old one until a process serves that knows
//! the new one, then, in one step, under the new one alone.
//!
//! Prefixes may go round: a country takes one only when the country that had it leaves it, in the same step if need be.

use std::sync::Arc;

use super::country::Country;
use super::running::{Supervisor, locked};

/// A country at the front door.
struct Place<'a> {
    /// The prefix it is found under.
    held: &'a str,
    /// The prefix it is to be found under.
    wanted: &'a str,
    may_turn: bool,
}

impl Supervisor {
    /// Puts another list in place, at the front door too, and turns to new prefixes as soon as somebody answers there.
    pub(super) fn set_countries(self: &Arc<Self>, list: Vec<Country>) {
        let mut countries = locked(&self.countries);
        *countries = list;
        self.show(&countries);
        for country in countries.iter().filter(|country| country.is_moving()) {
            self.watch_turn(country);
        }
        drop(countries);
        self.turn_doors();
    }

    /// Leads to each country that is ready for it under its new prefix.
    pub(super) fn turn_doors(&self) {
        let mut countries = locked(&self.countries);
        let plans: Vec<_> = countries.iter().map(Country::plan).collect();
        let places: Vec<Place<'_>> = countries
            .iter()
            .zip(&plans)
            .map(|(country, plan)| Place {
                held: plan.prefix(),
                wanted: &plan.instance.settings.prefix,
                may_turn: country.may_turn(&country.unit.state.borrow()),
            })
            .collect();
        let turns = which_turn(&places);
        if !turns.contains(&true) {
            return;
        }
        for (country, _) in countries
            .iter_mut()
            .zip(&turns)
            .filter(|(_, turns)| **turns)
        {
            country.turn();
            tracing::info!(instance = country.key(), "is found under its new prefix");
        }
        self.show(&countries);
    }

    /// One that still holds a prefix comes before one that was added under it.
    fn show(&self, countries: &[Country]) {
        let mut ordered: Vec<&Country> = countries.iter().collect();
        ordered.sort_by_key(|country| !country.is_moving());
        let doors = ordered.iter().map(|country| country.door.clone());
        self.front_door.set_countries(doors.collect());
    }

    /// Turns when the country's next process serves, whenever that is.
    pub(super) fn watch_turn(self: &Arc<Self>, country: &Country) {
        let (supervisor, country) = (self.clone(), country.clone());
        let mut state = country.unit.state.clone();
        tokio::spawn(async move {
            if state.wait_for(|now| country.may_turn(now)).await.is_ok() {
                supervisor.turn_doors();
            }
        });
    }
}

/// Those that turn now, so that no prefix leads to two countries.
fn which_turn(places: &[Place<'_>]) -> Vec<bool> {
    let mut turns: Vec<bool> = places
        .iter()
        .map(|place| place.may_turn && place.held != place.wanted)
        .collect();
    loop {
        let clash = places.iter().zip(&turns).position(|(place, turning)| {
            let is_held = |(other, other_turns): (&Place<'_>, &bool)| {
                !*other_turns && other.held == place.wanted
            };
            *turning && places.iter().zip(&turns).any(is_held)
        });
        match clash {
            Some(at) => turns[at] = false,
            None => return turns,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turning(places: &[(&str, &str, bool)]) -> Vec<bool> {
        let places: Vec<Place<'_>> = places
            .iter()
            .map(|&(held, wanted, may_turn)| Place {
                held,
                wanted,
                may_turn,
            })
            .collect();
        which_turn(&places)
    }

    #[test]
    fn a_prefix_is_taken_when_somebody_answers_there_and_nobody_else_is_found_there() {
        // One alone.
        assert_eq!(turning(&[("/TR", "/TU", true)]), [true]);
        assert_eq!(turning(&[("/TR", "/TU", false)]), [false]);
        assert_eq!(turning(&[("/TR", "/TR", true)]), [false]);
        // One after the other, and both round.
        let chain = [("/TR", "/TU", false), ("/IQ", "/TR", true)];
        assert_eq!(turning(&chain), [false, false]);
        let round = [("/TR", "/IQ", true), ("/IQ", "/TR", false)];
        assert_eq!(turning(&round), [false, false]);
        let ready = [("/TR", "/IQ", true), ("/IQ", "/TR", true)];
        assert_eq!(turning(&ready), [true, true]);
        // Three in a row: what the first waits for, the last waits for too.
        let row = [("/A", "/B", true), ("/B", "/C", true), ("/C", "/D", false)];
        assert_eq!(turning(&row), [false, false, false]);
    }
}

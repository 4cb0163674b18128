//! Money: currencies and rounding. How amounts are written stands in [`super::figures`].

use rust_decimal::{Decimal, RoundingStrategy};

/// A currency and the digits its amounts are entered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency {
    /// ISO 4217 code (`TRY`).
    pub code: String,
    /// Digits after the point: ISO 4217's unless the country's file says otherwise.
    pub digits: u32,
}

impl Currency {
    /// A currency by its ISO 4217 code; `None` when there is no such code.
    pub fn from_code(code: &str) -> Option<Self> {
        let currency = iso_currency::Currency::from_code(code)?;
        Some(Self {
            code: code.to_owned(),
            digits: currency.exponent().map_or(2, u32::from),
        })
    }

    /// Rounds an amount that was entered, half to even.
    pub fn round(&self, amount: Decimal) -> Decimal {
        amount.round_dp_with_strategy(self.digits, RoundingStrategy::MidpointNearestEven)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn entered_amounts_round_half_to_even() {
        let lira = Currency::from_code("TRY").unwrap();

        assert_eq!(lira.round(amount("0.125")), amount("0.12"));
        assert_eq!(lira.round(amount("0.135")), amount("0.14"));
    }
}

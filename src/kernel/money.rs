//! Money: currencies, rounding and how amounts are written.

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

    /// An amount of this currency with its digits and groups of three (`1,234,567.90`); the currency itself
    /// stands in the heading.
    pub fn format(&self, amount: Decimal) -> String {
        grouped(amount, self.digits)
    }
}

/// US dollars: two digits, or three when the third is not zero (`cts.md` §11 NEW).
pub fn format_usd(amount: Decimal) -> String {
    let three = amount.round_dp_with_strategy(3, RoundingStrategy::MidpointNearestEven);
    let digits = if three == three.round_dp(2) { 2 } else { 3 };
    grouped(three, digits)
}

fn grouped(amount: Decimal, digits: u32) -> String {
    let rounded = amount.round_dp_with_strategy(digits, RoundingStrategy::MidpointNearestEven);
    let plain = format!("{:.*}", digits as usize, rounded.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::with_capacity(plain.len() + plain.len() / 3 + 1);
    if rounded.is_sign_negative() && !rounded.is_zero() {
        text.push('-');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn amounts_are_written_with_the_digits_of_the_currency() {
        let dinar = Currency::from_code("JOD").unwrap();
        let lira = Currency::from_code("TRY").unwrap();

        assert_eq!(dinar.format(amount("1234567.8955")), "1,234,567.896");
        assert_eq!(lira.format(amount("1234567.895")), "1,234,567.90");
        assert_eq!(lira.format(amount("-0.001")), "0.00");
        assert_eq!(lira.format(amount("-1234.5")), "-1,234.50");
    }

    #[test]
    fn entered_amounts_round_half_to_even() {
        let lira = Currency::from_code("TRY").unwrap();

        assert_eq!(lira.round(amount("0.125")), amount("0.12"));
        assert_eq!(lira.round(amount("0.135")), amount("0.14"));
    }

    #[test]
    fn dollars_show_a_third_digit_only_when_there_is_one() {
        assert_eq!(format_usd(amount("12.340")), "12.34");
        assert_eq!(format_usd(amount("12.345")), "12.345");
    }
}

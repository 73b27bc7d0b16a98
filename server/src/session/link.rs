//! Links to the sign-in page.

use anyhow::Context;
use qrcode::QrCode;
use qrcode::render::svg;

use crate::error::Result;

/// The sign-in page with address and code filled in by its script.
///
/// They stand after the `#`: browsers keep that part to themselves, so no log of a server or proxy has it.
pub fn filled_in(origin: &str, email: &str, code: &str) -> String {
    format!("{origin}/sign-in?code=true#email={}&code={code}", encoded(email))
}

/// A link as a QR code: an SVG document, black on white with the quiet edge that readers need.
pub fn qr(link: &str) -> Result<String> {
    let code = QrCode::new(link).context("a link is short enough for a QR code")?;
    Ok(code.render::<svg::Color>().min_dimensions(240, 240).build())
}

/// A text as the value of a parameter.
pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |text, byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' => {
            text + &char::from(byte).to_string()
        }
        _ => format!("{text}%{byte:02X}"),
    })
}

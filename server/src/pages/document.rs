//! The frame of a page that the server renders.

use leptos::prelude::*;

/// A whole page as HTML, without its doctype.
#[component]
pub fn Document(
    /// The address of the stylesheet.
    stylesheet: String,
    /// The page's title.
    title: String,
    /// The address of a script that helps where scripts run; the page is whole without it.
    #[prop(default = None)]
    script: Option<&'static str>,
    /// The page's content.
    children: Children,
) -> impl IntoView {
    view! {
        <html lang="en" dir="ltr">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>{title}</title>
                <link rel="icon" href="/icons/icon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=stylesheet />
                {script.map(|script| view! { <script src=script defer></script> })}
            </head>
            <body>
                <main class="document">{children()}</main>
            </body>
        </html>
    }
}

//! The glue as it is sent: without what only people read, and with short names.

use std::collections::{HashMap, HashSet};

use anyhow::{Result, bail};
use wasm_encoder::{EntityType, ImportSection, Module, RawSection};
use wasmparser::{Import, ImportSectionReader, Parser, Payload, TypeRef};

/// What the wasm asks of the glue, by its name; and the short one that it gets.
type Names = HashMap<String, String>;

/// Gives short names to what the wasm asks of the glue. Its own end in a hash each, which stands in both and does not compress.
pub fn shorten(glue: &str, wasm: &[u8]) -> Result<(String, Vec<u8>)> {
    let names = names(wasm)?;
    let mut module = Module::new();
    for part in Parser::new(0).parse_all(wasm) {
        let part = part?;
        if let Payload::ImportSection(imports) = part {
            module.section(&renamed(imports, &names)?);
        } else if let Some((id, range)) = part.as_section() {
            let data = &wasm[usize::try_from(range.start)?..usize::try_from(range.end)?];
            module.section(&RawSection { id, data });
        }
    }
    Ok((in_glue(glue, &names), module.finish()))
}

fn names(wasm: &[u8]) -> Result<Names> {
    let (mut asked, mut given) = (Vec::new(), HashSet::new());
    for part in Parser::new(0).parse_all(wasm) {
        match part? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    asked.push(import?.name.to_owned());
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    given.insert(export?.name.to_owned());
                }
            }
            _ => {}
        }
    }
    asked.retain(|name| name.starts_with("__wb") && !given.contains(name));
    Ok(asked.into_iter().enumerate().map(|(place, name)| (name, format!("_{place}"))).collect())
}

fn renamed(imports: ImportSectionReader, names: &Names) -> Result<ImportSection> {
    let mut section = ImportSection::new();
    for import in imports.into_imports() {
        let Import { module, name, ty } = import?;
        let TypeRef::Func(ty) = ty else { bail!("the wasm asks for {name}, which is no function") };
        section.import(module, names.get(name).map_or(name, String::as_str), EntityType::Function(ty));
    }
    Ok(section)
}

/// The glue with the short names, word for word.
fn in_glue(glue: &str, names: &Names) -> String {
    let is_of_word = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '$';
    let words = glue.split_inclusive(|char| !is_of_word(char));
    let short = |word: &str| {
        let (name, end) = word.split_at(word.find(|char| !is_of_word(char)).unwrap_or(word.len()));
        names.get(name).map_or_else(|| word.to_owned(), |name| name.clone() + end)
    };
    words.map(short).collect()
}

/// A script without its comments and the space before its lines: of the glue they are a third.
pub fn compact(script: &str) -> String {
    let mut is_comment = false;
    let mut lines = Vec::new();
    for line in script.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if !is_comment && !line.is_empty() && !line.starts_with("//") {
            lines.push(line);
        }
        is_comment &= !line.ends_with("*/");
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{EntityType, ImportSection, Module};

    use super::{compact, shorten};

    fn asks_for(name: &str) -> Vec<u8> {
        Module::new()
            .section(ImportSection::new().import("./app_bg.js", name, EntityType::Function(0)))
            .clone()
            .finish()
    }

    #[test]
    fn what_the_wasm_asks_for_is_named_in_short_in_both() {
        let glue = "f({ __wbg_get_12ab: function() {}, __wbg_get_12abc: 1 }); wasm.start();";
        let (glue, wasm) = shorten(glue, &asks_for("__wbg_get_12ab")).unwrap();
        assert_eq!(glue, "f({ _0: function() {}, __wbg_get_12abc: 1 }); wasm.start();");
        assert_eq!(wasm, asks_for("_0"));
    }

    #[test]
    fn a_script_loses_its_comments_and_the_space_before_its_lines() {
        let script = "/**\n * What it is.\n */\nfunction f() {\n    // a word\n    return 2 * 3;\n}\n/* two */\n\ng();\n";
        assert_eq!(compact(script), "function f() {\nreturn 2 * 3;\n}\ng();");
    }
}

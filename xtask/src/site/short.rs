//! Wasm as it is sent: only what a browser needs, its numbers as short as they can be, and functions that are alike side by
//! side, which compresses better.
//!
//! The linker makes every number that it may still change five bytes long; in a chunk they would stay so, a tenth of it.

use std::convert::Infallible;

use anyhow::Result;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, CustomSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

/// The same wasm, shorter.
pub fn short(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::new();
    Order::of(wasm)?.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// The order in which the functions are sent.
struct Order {
    /// Each function by its place before.
    functions: Vec<usize>,
    /// The number of each, by its number before: those that are asked for come first, and stay as they are.
    numbers: Vec<u32>,
}

impl Order {
    fn of(wasm: &[u8]) -> Result<Self> {
        let (mut asked, mut bodies) = (0, Vec::new());
        for part in Parser::new(0).parse_all(wasm) {
            match part? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        asked += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes().to_vec()),
                _ => {}
            }
        }
        let mut functions: Vec<usize> = (0..bodies.len()).collect();
        functions.sort_by_key(|place| &bodies[*place]);
        let mut numbers = (0..u32::try_from(asked + bodies.len())?).collect::<Vec<_>>();
        for (now, before) in functions.iter().enumerate() {
            numbers[asked + before] = u32::try_from(asked + now)?;
        }
        Ok(Self { functions, numbers })
    }
}

type Done = Result<(), Error<Infallible>>;

impl Reencode for Order {
    type Error = Infallible;

    fn function_index(&mut self, before: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.numbers[before as usize])
    }

    fn parse_function_section(
        &mut self,
        section: &mut FunctionSection,
        types: FunctionSectionReader<'_>,
    ) -> Done {
        let types = types.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for place in &self.functions {
            section.function(types[*place]);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, section: &mut CodeSection, bodies: CodeSectionReader<'_>) -> Done {
        let bodies = bodies.into_iter().collect::<Result<Vec<_>, _>>()?;
        for place in self.functions.clone() {
            self.parse_function_body(section, bodies[place].clone())?;
        }
        Ok(())
    }

    /// The names of functions, and where numbers could still change: no browser needs them.
    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Done {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, CustomSection, EntityType, ExportKind, ExportSection, Function, FunctionSection,
        ImportSection, Module, TypeSection,
    };

    use super::short;

    /// Two functions beside one that is asked for; each is exported under its own number.
    fn module(bodies: [&[u8]; 2], numbers: [u32; 2], name: bool) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut code = CodeSection::new();
        for body in bodies {
            let mut function = Function::new([]);
            function.raw(body.iter().copied());
            code.function(&function);
        }
        let mut exports = ExportSection::new();
        exports.export("calls", ExportKind::Func, numbers[0]).export("rests", ExportKind::Func, numbers[1]);
        let mut module = Module::new();
        module.section(&types);
        module.section(ImportSection::new().import("glue", "asked", EntityType::Function(0)));
        module.section(FunctionSection::new().function(0).function(0));
        module.section(&exports).section(&code);
        if name {
            module.section(&CustomSection { name: "name".into(), data: b"long names".into() });
        }
        module.finish()
    }

    #[test]
    fn numbers_become_short_and_functions_that_are_alike_lie_side_by_side() {
        const CALL: u8 = 0x10;
        const NOTHING: u8 = 0x01;
        const END: u8 = 0x0b;
        let before = module([&[CALL, 0x82, 0x80, 0x80, 0x80, 0x00, END], &[NOTHING, END]], [1, 2], true);
        let after = module([&[NOTHING, END], &[CALL, 1, END]], [2, 1], false);
        assert_eq!(short(&before).unwrap(), after);
    }
}

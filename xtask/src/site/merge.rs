//! Several chunks as one: what always comes together is compressed together, and is one module for the browser.

use std::collections::HashMap;
use std::convert::Infallible;
use std::mem::take;

use anyhow::{Result, bail, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, DataCountSection, DataSection, ElementSection, FunctionSection, Module, RawSection,
    SectionId, TypeSection,
};
use wasmparser::{FuncType, Parser, Payload};

/// One chunk that is all of these.
pub fn merge(chunks: &[Vec<u8>]) -> Result<Vec<u8>> {
    let mut merged = Merged { asked: vec![0], ..Merged::default() };
    for chunk in chunks {
        merged.begin();
        for part in Parser::new(0).parse_all(chunk) {
            merged.add(part?, chunk)?;
        }
    }
    Ok(merged.finish())
}

/// What has been merged so far.
#[derive(Default)]
struct Merged {
    types: TypeSection,
    /// Each type by the number it has here.
    known: HashMap<FuncType, u32>,
    /// What they ask for, as it stands in the file: the memory, the table, and perhaps where the stack is.
    asked: Vec<u8>,
    functions: FunctionSection,
    elements: ElementSection,
    code: CodeSection,
    data: DataSection,
    /// The numbers that the types of the chunk being added have here.
    own_types: Vec<u32>,
    /// The numbers of its first function, of its first part of the table, and of its first data.
    first: [u32; 3],
}

impl Merged {
    fn begin(&mut self) {
        self.own_types.clear();
        self.first = [self.functions.len(), self.elements.len(), self.data.len()];
    }

    fn add(&mut self, part: Payload<'_>, chunk: &[u8]) -> Result<()> {
        match part {
            Payload::TypeSection(types) => {
                for ty in types.into_iter_err_on_gc_types() {
                    self.add_type(ty?)?;
                }
            }
            Payload::ImportSection(asked) => {
                let range = asked.range();
                self.ask(&chunk[usize::try_from(range.start)?..usize::try_from(range.end)?])?;
            }
            Payload::FunctionSection(types) => {
                for ty in types {
                    self.functions.function(self.own_types[ty? as usize]);
                }
            }
            Payload::ElementSection(elements) => {
                let mut all = take(&mut self.elements);
                self.parse_element_section(&mut all, elements)?;
                self.elements = all;
            }
            Payload::CodeSectionEntry(body) => {
                let mut all = take(&mut self.code);
                self.parse_function_body(&mut all, body)?;
                self.code = all;
            }
            Payload::DataSection(data) => {
                let mut all = take(&mut self.data);
                self.parse_data_section(&mut all, data)?;
                self.data = all;
            }
            Payload::ExportSection(exports) => ensure!(exports.count() == 0, "a chunk exports something"),
            Payload::Version { .. }
            | Payload::DataCountSection { .. }
            | Payload::CodeSectionStart { .. }
            | Payload::CustomSection(_)
            | Payload::End(_) => {}
            part => bail!("a chunk has what no chunk had: {part:?}"),
        }
        Ok(())
    }

    fn add_type(&mut self, ty: FuncType) -> Result<()> {
        let number = if let Some(number) = self.known.get(&ty) {
            *number
        } else {
            let number = self.types.len();
            let added = self.func_type(ty.clone())?;
            self.types.ty().func_type(&added);
            self.known.insert(ty, number);
            number
        };
        self.own_types.push(number);
        Ok(())
    }

    /// The stack comes first, and not every chunk asks for it.
    fn ask(&mut self, asked: &[u8]) -> Result<()> {
        let (long, short) =
            if asked.len() > self.asked.len() { (asked, &self.asked[..]) } else { (&self.asked[..], asked) };
        // Before what is asked for stands how much it is.
        ensure!(long[1..].ends_with(&short[1..]), "chunks ask for different things");
        self.asked = long.to_vec();
        Ok(())
    }

    fn finish(self) -> Vec<u8> {
        let mut module = Module::new();
        module.section(&self.types);
        module.section(&RawSection { id: SectionId::Import as u8, data: &self.asked });
        module.section(&self.functions).section(&self.elements);
        module.section(&DataCountSection { count: self.data.len() });
        module.section(&self.code).section(&self.data);
        module.finish()
    }
}

impl Reencode for Merged {
    type Error = Infallible;

    fn type_index(&mut self, own: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.own_types[own as usize])
    }

    fn function_index(&mut self, own: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.first[0] + own)
    }

    fn element_index(&mut self, own: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.first[1] + own)
    }

    fn data_index(&mut self, own: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.first[2] + own)
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, ConstExpr, DataCountSection, DataSection, ElementSection, Elements, EntityType,
        Function, FunctionSection, ImportSection, MemoryType, Module, TypeSection, ValType,
    };

    use super::merge;

    /// A chunk with functions of these types, each of which calls another; the table and the memory get something of it.
    fn chunk(types: &[ValType], functions: &[(u32, u32)], places: &[i32]) -> Vec<u8> {
        let mut all = TypeSection::new();
        for ty in types {
            all.ty().function([*ty], []);
        }
        let memory =
            MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        let (mut own, mut code) = (FunctionSection::new(), CodeSection::new());
        for (ty, called) in functions {
            own.function(*ty);
            let mut function = Function::new([]);
            function.instructions().local_get(0).call(*called).end();
            code.function(&function);
        }
        let (mut elements, mut data) = (ElementSection::new(), DataSection::new());
        for (number, place) in (0..).zip(places) {
            elements.active(None, &ConstExpr::i32_const(*place), Elements::Functions(vec![number].into()));
            data.active(0, &ConstExpr::i32_const(*place), *b"x");
        }
        let mut module = Module::new();
        module.section(&all).section(ImportSection::new().import(
            "main",
            "memory",
            EntityType::Memory(memory),
        ));
        module.section(&own).section(&elements).section(&DataCountSection { count: data.len() });
        module.section(&code).section(&data);
        module.finish()
    }

    #[test]
    fn two_chunks_are_one_in_which_each_calls_what_it_called() {
        let one = chunk(&[ValType::I32, ValType::I64], &[(1, 0)], &[10]);
        let other = chunk(&[ValType::I64, ValType::F32], &[(1, 0)], &[20]);
        let both = chunk(&[ValType::I32, ValType::I64, ValType::F32], &[(1, 0), (2, 1)], &[10, 20]);
        assert_eq!(merge(&[one, other]).unwrap(), both);
    }
}

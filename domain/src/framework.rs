//! Frameworks as data: editions live side by side, and a programme names the one it follows.
//!
//! Headings are the framework's; the one-line summaries are ours. A framework is a curriculum, not an assessment: there
//! is nothing here to score.

words! {
    /// One of the five core areas of initial teacher training.
    Area {
        /// The area of behaviour management.
        Behaviour "behaviour",
        /// The area of pedagogy.
        Pedagogy "pedagogy",
        /// The area of curriculum.
        Curriculum "curriculum",
        /// The area of assessment.
        Assessment "assessment",
        /// The area of professional behaviours.
        Professional "professional",
    }
}

/// One edition of a framework; a new one is added beside it and never changes an old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// Its name for ever: `ccf-2019`.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Its sections, in their order.
    pub sections: &'static [Section],
}

/// One section of a framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// Its number, from 1.
    pub number: u8,
    /// Its heading, as published.
    pub heading: &'static str,
    /// The core area it belongs to.
    pub area: Area,
    /// What it is about, in our words.
    pub summary: &'static str,
}

const fn section(number: u8, heading: &'static str, area: Area, summary: &'static str) -> Section {
    Section { number, heading, area, summary }
}

/// The words of the editions on the wire, for field tables.
pub const EDITION_IDS: &[&str] = &["ccf-2019"];

/// Every edition there is.
pub const EDITIONS: &[Edition] = &[Edition {
    id: "ccf-2019",
    title: "ITT Core Content Framework (2019)",
    sections: &[
        section(1, "High Expectations", Area::Behaviour, "Believing in every pupil, and showing it."),
        section(
            2,
            "How Pupils Learn",
            Area::Pedagogy,
            "What memory can hold, and how knowledge comes to stay.",
        ),
        section(
            3,
            "Subject and Curriculum",
            Area::Curriculum,
            "Knowing the subject, and the order to teach it in.",
        ),
        section(
            4,
            "Classroom Practice",
            Area::Pedagogy,
            "Explaining, modelling, questioning and practising well.",
        ),
        section(
            5,
            "Adaptive Teaching",
            Area::Pedagogy,
            "Giving each pupil what they need to reach the same goal.",
        ),
        section(6, "Assessment", Area::Assessment, "Finding out what was learnt, and acting on it."),
        section(
            7,
            "Managing Behaviour",
            Area::Behaviour,
            "Routines and responses that keep a class calm and safe.",
        ),
        section(
            8,
            "Professional Behaviours",
            Area::Professional,
            "Growing as a teacher, with and for colleagues.",
        ),
    ],
}];

/// The edition of that name.
pub fn edition(id: &str) -> Option<&'static Edition> {
    EDITIONS.iter().find(|edition| edition.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_field_tables_are_the_words_of_the_types() {
        let ids: Vec<_> = EDITIONS.iter().map(|edition| edition.id).collect();
        assert_eq!(ids, EDITION_IDS);
    }

    #[test]
    fn the_core_content_framework_has_eight_sections_in_all_five_areas() {
        let sections = edition("ccf-2019").unwrap().sections;
        let numbers: Vec<_> = sections.iter().map(|section| section.number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8]);
        let areas: std::collections::BTreeSet<_> = sections.iter().map(|section| section.area).collect();
        assert_eq!(areas.len(), Area::ALL.len());
        assert_eq!(edition("ccf-1999"), None);
    }
}

"""Invented people and places of Merrowland, the same in every edition."""

PLACES = (
    "Aldersay", "Port Quill", "Harrowick", "Tamsin Bay", "Oxlea", "Brennick", "Saltmarch", "Corrie Vale",
    "Dunholt", "Vellmouth", "Eastray", "Norling", "Pell Harbour", "Strand Hollow", "Wexcombe", "Ister Point",
)  # fmt: skip

PEOPLE = (
    "Marta Ellowby", "Tomas Reddin", "Ines Carrowmore", "Hugh Vantress", "Sofia Penhallan", "Anselm Doray",
    "Ruth Okonedo-Vale", "Pedro Lanstrom", "Clara Whitfen", "Idris Marlowe-Sant", "Nuria Castellan", "Owen Thrale",
    "Beatriz Holm", "Callum Aster", "Greta Sandoval", "Leo Farrand", "Paula Quench", "Viktor Amsley",
)  # fmt: skip

WRITERS = (
    "Adela Morrish", "Benito Sarr", "Carys Lund", "Diego Pellam", "Esther Vaugh", "Fermin Oakes", "Gwen Talavera",
    "Hanno Birk", "Iris Delacourt-Ames", "Jonas Merrin", "Katya Solberg", "Luis O'Hara", "Mireia Stagg", "Nils Ferrant",
)  # fmt: skip

AGENCIES = ("Merrow Press Agency", "Courier archive", "Strand Photos", "Pool/Merrow Press Agency", "Quill Images")

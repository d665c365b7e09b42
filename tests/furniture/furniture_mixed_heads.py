"""More invented heads, with matter of several kinds about author and date."""

MIXED_HEADS = """
= en, section bar = JANE DOE
-World | Europe | Rivers & Lakes | More
-EUROPE
+T
+D
-By JANE DOE
/Orsa
-Updated: Mar 4, 2021, 10:00 GMT+1
-Published: Mar 3, 2021, 09:15 GMT+1
= en, think tank = Jane Doe
-Commentary
+T
-March 3, 2021
-Jane Doe
/Senior Fellow, Centre for River Studies
-Download PDF
= es, columnist = Ana Ruiz
-COLUMNA
+T
-Ana Ruiz
/@anaruiz
-03/03/2021 3:03 p. m.
= fr, magazine = Jeanne Dupont et Max Roux
-Accueil > Monde > Vallées
+T
+D
-Jeanne Dupont et Max Roux
-Mis à jour le 04/03/2021 à 10:02
-Publié le 3 mars 2021 à 09:15
= de, two authors = Max Muster und Eva Beispiel
-Merken
-Drucken
+T
-Von Max Muster und Eva Beispiel
-Aktualisiert am 04.03.2021 - 10:02
/Veröffentlicht am 03.03.2021
= pt, column = João da Silva
-OPINIÃO
+T
-João da Silva
/Colunista da Folha do Vale
-3 de março de 2021 às 09:15
= it, city = Mario Rossi
-Esteri
+T
+D
-di Mario Rossi, inviato a Orsa
/3 marzo 2021
/?(modifica il 4 marzo 2021 | 10:02)
= en, journal = Jane Doe
-Valley Review of Books
-Vol. 12, No. 3 · 3 March 2021
+T
-Jane Doe
= en, pdf-like = Jane Doe
+T
-Jane Doe, University of Orsa, 3 March 2021
= en, posted in = Jane Doe
-Posted in Rivers
+T
-by Jane Doe on March 3, 2021
-Leave a comment
= en, bullets = Jane Doe
+T
-• Jane Doe
/• Published March 3, 2021
= en, menu and no byline =
-Home News Gardens Sport Books Obituaries Log in
-Valley Courier
+T
+D
-3 March 2021
"""

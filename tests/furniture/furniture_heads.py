"""Invented heads in the styles of many sites; `furniture_pages` says how they are written."""

# "= name = author", then the page.
HEADS = """
= one line = Jane Doe
-Skip to content
-Home | News | Opinion
+T
+D
-By Jane Doe | March 3, 2021
-5 min read
= published, updated =
-Home > World > Valleys
+T
-Published: 3 March 2021
/Updated 4 March 2021 10:00 GMT
= role and time = Mary-Ann O’Neill
-Advertisement
+T
-Mary-Ann O’Neill
/Senior correspondent
/3 March 2021 09:15 GMT
/Facebook Twitter Email
= name, date, bar, credit = Jane Doe
-Facebook Instagram YouTube
+T
+D
-Jane Doe
-March 3, 2021
/Facebook Twitter Share
/REUTERS/John Roe
= spanish = Ana Ruiz
-Español
+T
-Por Ana Ruiz
/3 de marzo de 2021
/Compartir este artículo
= spanish, place = Ana Ruiz
-Internacional
+T
+D
-Ana Ruiz
/Lima - 3 mar 2021 - 09:15 CET
= german = Max Muster
-Startseite › Politik
+T
-Von Max Muster
/3. März 2021, 09:15 Uhr
-Lesezeit: 4 Min.
= german, dots = Max Muster
+T
-Stand: 03.03.2021 09:15 Uhr
+D
-Von Max Muster, Lima
= french = Jeanne Dupont
+T
-Par Jeanne Dupont (Lima, correspondante)
-Publié le 3 mars 2021 à 09h15, modifié le 4 mars 2021
= portuguese = João da Silva
+T
-Por João da Silva — 3 de março de 2021
= portuguese, numeric = João da Silva
+T
-Por João da Silva, a1 — São Paulo
/03/03/2021 09h15 Atualizado há 2 anos
= italian = Mario Rossi
+T
-di Mario Rossi
/mercoledì 3 marzo 2021
= date first = Jane Doe and John Roe
-2021-03-03
+T
-Written by Jane Doe and John Roe
= paper after comma = Jane Doe
+T
/-By Jane Doe, Staff Writer
/Wednesday, March 3rd, 2021 at 9:15 a.m. EST
-Photo: John Roe
= blog =
+T
-Posted on March 3, 2021 by admin
= buttons about the name = Jane Doe
+T
-Jane Doe
-Follow
-5 min read
-·
-Mar 3, 2021
= labels above = Jane Doe
+T
-By
/Jane Doe
/Valley News
-Published
/3 March 2021
= deck between = Jane Doe
+T
-By
/Jane Doe
+D
-03.03.2021
= time before date = JANE DOE
+T
-By JANE DOE
/Published 9:15 AM EST, March 3, 2021
= kicker = Jane Doe
-Opinion
+T
-March 3, 2021
/by Jane Doe
= group = Valley News Staff
+T
?A goose on the bridge [John Roe/Reuters]
/By Valley News Staff
/Published On 3 Mar 2021
= one buttons a line = Jane Doe
-We use cookies to make this site work. By going on you agree.
+T
-Jane Doe
/3 Mar 2021
-Share
/Tweet
/Email
= han =
+T
-2021年3月3日
= agency = REUTERS
-World News
+T
-By REUTERS
-LONDON, March 3, 2021
= wordpress = Jane Doe
-The Slow River Blog
+T
-Posted on March 3, 2021 by Jane Doe — 4 Comments
= medium = Jane Doe
+T
+D
-Jane Doe
-·
-Follow
-Published in
/Valley Notes
-6 min read
-·
-Mar 3, 2021
-12
-Listen
-Share
= substack = Jane Doe
+T
+The valley gets its crossing back
-Jane Doe
/Mar 03, 2021
-12
-3
-Share
= relief agency =
-Home / What we do / Publications
-PRESS RELEASE
+T
-Geneva, 3 March 2021
= university =
-University of the Valley
-Faculty of Engineering
-News
+T
-Wednesday 3 March 2021
= place, handle, two dates = Jane Doe
-Rivers
+T
+D
-Jane Doe in Orsa
-@janedoe
-Wed 3 Mar 2021 09.15 GMT
/Last modified on Thu 4 Mar 2021 10.02 GMT
-Share
= date, button, name, role = Jane Doe
+T
-3 March 2021
-Share
-Jane Doe
/Rivers correspondent
= spanish, kicker = Ana Ruiz
-RÍOS ›
+T
+D
-Ana Ruiz
-Lima - 03 mar 2021 - 09:15CET
= french, special correspondent = Jeanne Dupont
-International • Vallées
+T
+D
-Par Jeanne Dupont (Orsa, envoyée spéciale)
-Publié le 03 mars 2021 à 09h15 - Mis à jour le 04 mars 2021 à 10h02
-Temps de lecture 4 min.
= german, place = Max Muster
-Ausland
+T
+D
-Von Max Muster, Lima
-03.03.2021, 09.15 Uhr
= portuguese, upper-case place = João da Silva
-cotidiano
+T
+D
-João da Silva
/SÃO PAULO
-3.mar.2021 às 9h15
= italian, reading time = Mario Rossi
+T
-di Mario Rossi
-03 Marzo 2021 alle 09:15
-2 minuti di lettura
= name, outlet, date = Jane Doe
+T
-Jane Doe | The Valley Courier | 3 March 2021
= outlet, date, name = Jane Doe
+T
+D
-Valley Courier – Mar 3, 2021 – Jane Doe
= outlet above, dots = Jane Doe
-Valley Courier
+T
-Jane Doe • 3 March 2021 • 4 min read
= magazine = Jane Doe
-ISSUE 12
+T
+D
-Words: Jane Doe
/Photography: John Roe
/3 March 2021
= menu with single spaces = Jane Doe
-Home News Sport Business Opinion Culture Subscribe Log in
-Valley Courier
-NEWS / RIVERS
+T
-By Jane Doe, Rivers Correspondent
/Valley Courier, Orsa
/3 March 2021
= spanish menu with gaps = Redacción La Gaceta
-Inicio   Perú al día   Mundo   Economía   Deportes   Suscríbete
-Sociedad
+T
+D
-Redacción La Gaceta
-03/03/2021 - 09:15h
= dutch = Jan de Vries
+T
-Door Jan de Vries
-Gepubliceerd op 3 maart 2021
= professor = Jane Doe
-OPINION
+T
-Jane Doe – Professor of Engineering at the University of Orsa
-3 March 2021
= three authors, time first = Jane Doe, John Roe and Ann Poe
+T
-By Jane Doe, John Roe and Ann Poe
-Updated 10:02 AM EST, Thu March 4, 2021
/Published 9:15 AM EST, Wed March 3, 2021
= fields = Jane Doe
+T
-Author: Jane Doe
/Date: 2021-03-03
/Source: Valley Courier
= above the title = Jane Doe
-Jane Doe
-March 3, 2021
+T
+D
= lecturer = Jane Doe
+T
-Author
-Jane Doe
/Senior Lecturer in Bridges, University of Orsa
-Published: March 3, 2021 9.15am GMT
= date twice = Jane Doe
-News|Rivers
+T
+D
-By Jane Doe
-Published On 3 Mar 2021
-3 Mar 2021
= everything copied = Jane Doe
-Skip to main content
-Search
-Menu
-Valley Courier
-Wednesday, March 3, 2021
-Today’s Paper
+T
-By Jane Doe
-Photo: John Roe
-Save
/Share
"""

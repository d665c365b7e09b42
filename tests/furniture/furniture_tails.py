"""Invented ends of pages in the styles of many sites; `furniture_pages` says how they are written."""

TAILS = """
= tags, comments, rights =
-Tags: bridges, rivers
-Comments (12)
-© 2023 The Valley Courier. All rights reserved.
= most read =
-Read more: Why the mill stands still
-Most read
-Ten ways to cross a river
-Why geese hate bridges
= author's box =
-Facebook Twitter Email
-Ann Poe
-Ann has written about rivers since 2009 and has a boat.
-Loading…
= spanish =
-Lee también: La última barca
-Te puede interesar
-Los gansos del valle
-Suscríbete a nuestro boletín
= german =
-Lesen Sie auch: Die Mühle
-Das könnte Sie auch interessieren
-Gänse hassen Brücken
-Impressum
-Datenschutz
= french =
-Lire aussi : Le moulin arrêté
-Partager cet article
-Les plus lus
-Les oies détestent les ponts
= portuguese =
-Leia também: O moinho parado
-Compartilhe
= italian =
-Leggi anche: Il mulino fermo
-Condividi su Facebook
= cards =
-Facebook Twitter Share
-Rivers
-Geese at the gate of the town hall, seen from the tower.
-The Geese That Stopped an Army
-A forgotten story of the river war, told by those whose grandparents fed the birds.
-John Roe
-May 5, 2022
-Why Does Nobody Build in Wood Any More?
-Stone lasts, but wood forgives. A carpenter explains what the valley has lost.
-Ann Poe
-May 2, 2022
/A carpenter in front of his workshop. Photograph of the valley’s archive.
-Three Ferries and a Funeral
-The last boats are gone. We asked the ferrymen what they do now.
-John Roe
-April 30, 2022
= undated cards =
-You may also like
-The Geese That Stopped an Army
-A forgotten story of the river war, told by those whose grandparents fed the birds.
-Three Ferries and a Funeral
-The last boats are gone. We asked the ferrymen what they do now.
= bylines above headlines =
-Latest News
-By John Roe | May 5, 2022
-The Geese That Stopped an Army
-A forgotten story of the river war, told by those whose grandparents fed the birds.
-By Ann Poe | May 2, 2022
-Three Ferries and a Funeral
-The last boats are gone. We asked the ferrymen what they do now.
= relative dates =
-More from Politics
-Geese in the hall
/3 hours ago
-Who builds in wood?
/yesterday
-Privacy Policy
= date in the line =
-Read more
-The geese that stopped an army 5 May 2020
-Three ferries and a funeral 30 April 2020
-Loading
= blog =
-Share this:
/Twitter
/Facebook
/Email
-Related
-The Geese That Stopped an Army
/May 5, 2022
-Three Ferries and a Long Funeral
/April 30, 2022
-← Previous post
/Next post →
-Leave a Reply
-Your email address will not be published. Required fields are marked *
-Comment *
-Name *
= about =
-About the author
-Ann Poe
-Ann has written about rivers since 2009.
-Contact us
-Privacy policy
-Copyright © 2021 V.C.
= agency's credit =
-Reporting by Jane Roe; Editing by Ann Poe
-Our Standards: The Wire Trust Principles
-Suggested Topics:
-Rivers
= newsletter box =
-Sign up for The Valley, our weekly newsletter
-Email address
-Sign up
= topics =
-Topics
-Rivers
-Bridges
-Reuse this content
= read next =
-Read next
-Ten ways to cross a river
-6 min read
-Why geese hate bridges
-4 min read
= comments =
-2 Comments
-Jane Roe says:
/May 5, 2022 at 9:15 am
-A very good bridge, and my grandmother would have liked it.
-Reply
-Leave a Reply
-Name *
= before and after =
-← Why geese hate bridges
/Ten ways to cross a river →
-Share this:
= spanish, filed under =
-Archivado en: Ríos, Puentes
-Más información
-Los gansos del valle
-Normas
= german, home =
-Mehr zum Thema
-Gänse hassen Brücken
-Zur Startseite
= french, topics =
-Partager
-Sur le même sujet
-Les oies détestent les ponts
-Contribuer
= page foot =
-Back to top
-About us | Contact | Privacy | Terms
-Follow us
-Facebook Twitter
-© Valley Courier 2021
= appeal =
-Support independent journalism
-Your gift keeps the valley informed. Donate today.
-Donate
"""

"""The words that say too little to be searched by, of each language that has a list here.

Articles, prepositions, conjunctions, pronouns, auxiliary verbs and question words alone: what public lists hold beside
these (states, work, people) is worth finding. Written as people write them, with accents.
"""

from __future__ import annotations

_LISTS: dict[str, str] = {
    "ar": """
        من في على إلى الى عن مع هذا هذه ذلك تلك هؤلاء الذي التي الذين ما ماذا متى أين كيف كم لماذا هل أي أية و أو ثم أن
        إن كان كانت يكون تكون قد لقد لا لم لن ليس ليست هو هي هم هن نحن أنا أنت كل بعد قبل بين حتى منذ عند عندما حيث كما
        لكن إذا كذلك أيضا فيها فيه به بها له لها لهم منه منها عليه عليها إليه إليها عنه عنها وقد وكان وكانت وهو وهي بأن
        لأن
        """,
    "bg": """
        а аз ако ала без беше бил била били било бъде бяха в ви вие във все всички всичко вън да до дори докато друг
        ето за заради защо и из или им има й как каква какво какъв какви като към когато кога кое който която които коя
        кои кой колко къде ли между ме мен ми му на над най не него нея ни ние но няма о ще обаче около от отколкото
        пак по под поради при през пред с са сам се си след само така такава този тази това тези то той тя те тук там у
        че чрез
        """,
    "ca": """
        a al als amb aquell aquella aquells aquelles aquest aquesta aquests aquestes això allò com d de del dels des el
        ella elles ells els em en ens entre era eren és es està estan ha han havia hi ho i jo l la les li lo m més molt
        n ni no o on pel pels per perquè però què qual quals qualsevol quan quant quanta quants quantes que qui s sa se
        ser seu seus seva seves si sobre són t també te tot un una unes uns va van
        """,
    "cs": """
        a aby ale ani ano asi bez by byl byla byli bylo byly být co či do ho i jak jako je jeho její jejich jejichž jen
        ještě již jsem jsme jsou k kam kde kdo kdy když ke která které kterého kterém kteří který kterých kolik ku ma
        má mezi mu my na nad ne nebo než ni o od on ona oni ono po pod podle pokud pro proč proto protože před přes při
        s se si také tak tato te ten tento to toho tom tomu tu ty u už v ve však všechno z za ze že
        """,
    "da": """
        af alle anden at bliver blev blive da de dem den denne der deres det dette dig din disse dog du efter eller en
        end er et for fra ham han hans har havde have hende hendes her hos hun hvad hvem hvilke hvilken hvilket hvis
        hvor hvordan hvorfor hvornår i ikke ind jeg jer kan kunne man mange med meget men mig min mod må når ned nogle
        noget nogen nu og også om op os over på selv sig sin sine skal skulle som sådan til ud under var vi vil ville
        være været
        """,
    "de": """
        aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist da dabei dadurch dafür
        daher damit dann daran darauf darin darum das dass daß dein deine dem den denn der deren des deshalb dessen
        dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es
        euch euer für gegen gibt hab habe haben hat hatte hatten hier hin ich ihm ihn ihnen ihr ihre ihrem ihren ihrer
        ihres im in indem ins ist jede jedem jeden jeder jedes jedoch jene kann kein keine keinem keinen keiner können
        könnte man mein meine mich mir mit muss müssen nach nicht nichts noch nun nur ob oder ohne schon sehr sein
        seine seinem seinen seiner seines seit sich sie sind so solche soll sollen sollte sondern sowie über um und uns
        unser unsere unter viel viele vom von vor während wann war waren warum was weil welche welchem welchen welcher
        welches wem wen wenn wer werde werden wessen wie wieso wieviel wir wird wo woher wohin wollen worden wurde
        wurden würde würden zu zum zur zwischen
        """,
    "el": """
        ο η το οι τα του της των τον την τους τις ένα ένας μια μία και κι να θα δεν δε μη μην με σε για από ως προς
        κατά μετά πριν στο στη στην στον στα στους στις στου που πως πώς πού τι ποιος ποια ποιο ποιοι ποιες πότε γιατί
        πόσο πόσα πόσοι πόσες αν ή είναι ήταν είχε είχαν έχει έχουν όπως όταν ότι αυτό αυτός αυτή αυτά αυτοί αυτές αλλά
        όμως επίσης
        """,
    "en": """
        a about above after again all also am an and any are as at be because been before being below between both but
        by can could did do does doing down during each few for from further had has have having he her here hers him
        his how i if in into is it its itself just me more most my no nor not of off on once only or other our out over
        own s same she should so some such t than that the their them then there these they this those through to too
        under until up us very was we were what when where which while who whom whose why will with would you your
        """,
    "es": """
        a al algo algún alguna algunas alguno algunos ante aquel aquella aquellas aquello aquellos aunque bajo cada
        como cómo con contra cual cuál cuales cuáles cuando cuándo cuanta cuánta cuantas cuántas cuanto cuánto cuantos
        cuántos cuya cuyas cuyo cuyos de del desde donde dónde durante e el él ella ellas ello ellos en entre era eran
        eres es esa esas ese eso esos esta está están estas este esto estos fue fueron ha había habían han hasta hay he
        hemos la las le les lo los más me mi mis mientras muy ni no nos nosotros nuestra nuestras nuestro nuestros o os
        otra otras otro otros para pero por porque pues que qué quien quién quienes quiénes se según ser si sí sido sin
        sino sobre su sus suya suyo también tampoco tan te ti tiene tienen tu tus un una unas uno unos usted ustedes y
        ya yo
        """,
    "fa": """
        و در به از که این را با است برای آن یک خود تا بر بود شد شده کرد کرده هم نیز هر اما یا اگر چه چرا کی کجا کدام
        چند چگونه چطور آیا من تو او ما شما آنها آنان وی بین پس پیش روی زیر های ها بودند شدند باشد نیست بی
        """,
    "fi": """
        ei eivät että he hän hänen ja jo joka jonka jos jossa jota joten jotka kanssa koska kuin kuka kuinka kun ku
        ketkä ketä me mihin mikä miksi millä millainen milloin missä mistä mitä mitkä monta montako mukaan mutta myös
        ne niin niiden noin nyt oli olivat olla ollut on ovat paljonko se sekä sen siitä siis sinä sitä tai te tämä
        tämän tässä tätä vai vain voi
        """,
    "fr": """
        a à afin ai aient ainsi après au aucun aucune aussi autre autres aux avaient avait avant avec avoir ayant c ce
        ceci cela celle celles celui ces cet cette ceux chaque chez combien comme comment d dans de depuis des dès donc
        dont du elle elles en encore entre es est et étaient était étant être eu eut eux furent fut h il ils j je jusqu
        jusque l la là le les leur leurs lors lorsqu lorsque lui m ma mais me même mêmes mes moi mon n ne ni nos notre
        nous on ont ou où par parce pas pendant peu peut plus pour pourquoi puis puisqu puisque qu quand que quel
        quelle quelles quels qui quoi s sa sans se sera ses si soit son sont sous sur t ta tandis te tel telle tels tes
        toi ton tous tout toute toutes très tu un une vers vos votre vous y
        """,
    "he": """
        של את על עם אל אם או גם כי לא כן זה זאת זו אלה אלו הוא היא הם הן אני אתה אנחנו היה היתה הייתה היו יש אין מה מי
        מתי איפה היכן כיצד איך למה מדוע כמה איזה איזו אילו האם אשר כל רק עוד כבר אך אבל בין לפני אחרי עד מן לו לה להם
        בו בה בהם
        """,
    "hi": """
        का के की को में से पर ने और या है हैं था थे थी हो हुआ हुई हुए कि यह ये वह वे इस उस इन उन जो तो भी ही एक कर किया
        गया गई गए लिए तक साथ बाद नहीं क्या कब कहाँ कहां कौन किस किसने कितना कितनी कितने कैसे क्यों कौनसा अपने अपनी अपना
        होता
        """,
    "hr": """
        a ali ako bez bi bila bili bilo bio biti će da do dok dva ga gdje i ili im ima iz ja je jer joj još ju kad kada
        kako kao koja koje koji kojih kojim kojima kojoj kolika koliki koliko kroz li me među mi mu na nad nakon ne
        nego neka ni nije no o od on ona oni ono ova ovaj ove ovo po pod prema pri prije s sa samo se si smo ste su sve
        svi svoj ta taj tako te ti tko to toga u uz već za zašto što
        """,
    "hu": """
        a ahhoz ahol aki akik akkor alatt által amely amelyek amelyet ami amikor annak arra át az azok azt azzal be
        csak de ebben egy egyik el előtt ennek és ez ezek ezt fel ha hány hanem hogy hogyan hol honnan hová igen is itt
        ki kik kinek között le lehet lesz ma már még meg melyik mely mennyi mert mi mikor miért milyen mint mit most
        nagyon ne nem nincs ő ők olyan ott össze pedig s sem szerint számára után vagy van vannak volt voltak
        """,
    "id": """
        ada adalah agar akan aku anda antara apa apakah atas atau bagaimana bagi bahwa berapa bila dalam dan dapat dari
        daripada dengan di dia hanya hingga ia ini itu juga jika kami kamu kapan karena ke kepada kita lalu maka mana
        mengapa mereka namun oleh pada para sebagai secara sehingga sejak seperti serta siapa sudah telah tentang
        tersebut tetapi tidak untuk yaitu yang
        """,
    "it": """
        a ad agli ai al alcuna alcune alcuni alla alle allo anche avere aveva avevano c che chi ci ciò coi col come con
        contro cosa cui d da dagli dai dal dalla dalle dallo degli dei del dell della delle dello di dopo dove dunque
        durante e è ed egli era erano essa esse essere essi fra fu furono gli ha hai hanno ho i il in io l la le lei li
        lo loro lui ma mentre mi mia mie miei mio ne negli nei nel nell nella nelle nello noi non nostra nostre nostri
        nostro o ogni oppure per perché però più poi prima qual quale quali quando quanta quante quanti quanto quella
        quelle quelli quello questa queste questi questo qui s se sei senza si sia sono sopra sotto stata state stati
        stato su sua sue sugli sui sul sull sulla sulle sullo suo suoi tra tu tua tuo tutta tutte tutti tutto un una
        uno v vi voi
        """,
    "nl": """
        aan af al alle als altijd ben bij dan dat de der deze die dit doch door dus een en er ge geen had hadden heb
        hebben heeft hem hen het hier hij hoe hoeveel hun ik in indien is ja je kan kon kunnen maar me met mij mijn
        moet na naar niet nog nu of om omdat onder ons onze ook op over reeds sinds te tegen ten ter toch toen tot u
        uit uw van vanaf voor waar waarom waarin wanneer want waren was wat we welk welke werd werden wie wij wil
        worden wordt ze zich zij zijn zo zou zouden
        """,
    "no": """
        alle at av ble blei bli blir bort da de deg dei deira deires dem den denne der dere deres det dette di din
        disse du eg ein ei eit eller en er et etter for fordi fra frå før ha hadde ham han hans har henne hennes her ho
        hos hun hva hvem hver hvilke hvilken hvis hvor hvordan hvorfor i ikke ikkje inn jeg kan korleis kva kvar kven
        kvifor man mange med meg mellom men mer min mot mye må når ned noe noen nokon noko nå og også om opp oss over
        på seg selv si sin sine skal skulle slik som så til ut var ved vi vil ville vår vart være vært vore
        """,
    "pl": """
        a aby ale ani albo bo by był była było były być bez ci co czy dla do gdy gdzie go i ich ile iż ja jak jaka jaki
        jakie jako je jednak jego jej jest jeszcze już kiedy kim kto która które którego której który których którzy
        lub ma mają mi między mimo mu na nad nie niż o od on ona one oni oraz po pod podczas ponieważ przed przez przy
        się są swoje swój ta także tak tam te tego tej ten to tu ty tylko tym u w we więc wszystko z za ze że żeby
        dlaczego
        """,
    "pt": """
        a à ao aos aquela aquelas aquele aqueles aquilo as às até cada com como contra cuja cujo da das de dela delas
        dele deles depois desde do dos durante e é ela elas ele eles em entre era eram essa essas esse esses esta está
        estão estas este estes eu foi foram há havia isso isto já la lhe lhes lo mais mas me mesmo meu minha muito na
        não nas nem no nos nossa nosso num numa o onde os ou para pela pelas pelo pelos por porque porquê qual quais
        qualquer quando quanta quantas quanto quantos que quê quem se seja sem sendo ser seu seus sob sobre sua suas
        também te tem têm tinha tu um uma umas uns você vocês
        """,
    "ro": """
        a acea aceasta această acel acest acesta aceste acestea acești acolo ai al ale am ar are asupra au avea ca cale
        care căreia căror cât câtă câte câți ce cea cei cel cele celor cine când cu cum cui că da dar de deci despre
        din dintre după ea ei el ele era erau este eu fi fie fost fără i iar in în între la le lor lui mai ne nici nu o
        pe pentru prin sa să sale sau se și spre sub sunt un una unde unei unor unui unul
        """,
    "ru": """
        а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее её ей
        ему если есть еще ещё же за здесь и из или им их к как какая какие каких какова какого какое какой каком ко
        когда который которая которое которые которых кого кому кто куда ли между меня мне мы на над надо не него нее
        ней нет ни них но о об однако он она они оно от отчего очень по под после потому почему при про с сам со
        сколько также так такой там те тем то того тоже той только том ты у уже чего чей чем что чтобы чьи эта эти это
        этого этой этом этот я
        """,
    "sk": """
        a aby aj ako ale alebo ani až bez bol bola boli bolo by byť cez čo či ďalší do ešte ho i ich iba im je jej jeho
        k kde kedy keď ktorá ktoré ktorého ktorej ktorí ktorý ktorých kto ku koľko ma má medzi mi na nad nie než o od
        okrem on ona oni ono po pod podľa pre pred preto prečo pri s sa si so sú ste svoj ta tak táto tento tie to toho
        tom tu u už v však viac vo z za zo že
        """,
    "sr": """
        a ali ako bez bi bila bili bilo bio biti će da do dok ga gde i ili im ima iz ja je jer joj još kad kada kako
        kao koja koje koji kojih kojim kojoj koliko kroz li među mi mu na nad nakon ne nego ni nije o od on ona oni ono
        ova ovaj ove ovo po pod prema pri pre s sa samo se si smo ste su sve svi svoj ta taj tako te ti ko to toga u uz
        već za zašto što šta а али ако без би била били било био бити ће да до док га где и или им има из ја је јер још
        кад када како као која које који којих којим којој колико кроз ли међу ми му на над након не него ни није о од
        он она они оно ова овај ове ово по под према при пре с са само се си смо сте су све сви свој та тај тако те ти
        ко то тога у уз већ за зашто што шта
        """,
    "sv": """
        alla allt att av blev bli blir de dem den denna deras dess dessa det detta dig din du där då efter ej eller en
        er ett från för ha hade han hans har henne hennes hon honom hur här i icke in inom inte jag kan kunde man med
        mellan men mig min mot mycket när ni nu någon något några och också om oss på samma sedan sig sin sina sitt ska
        skall skulle som så till under upp ut utan vad var varför vara varit vart vem vems vi vid vilka vilken vilket
        vår än är åt över många hos
        """,
    "tr": """
        acaba ama ancak artık bazı bir biri biz bu bunu bunun bunlar çok çünkü da daha de değil diye dolayı en gibi
        göre hem hangi hangisi her hiç hiçbir için idi ile ilgili ise kaç kadar ki kim kime kimi kimin mı mi mu mü
        nasıl ne neden nedir nerede nereye nereden niçin niye o olan olarak oldu olduğu olmak on ona onlar onu onun sen
        siz şu tarafından üzere var ve veya ya yani
        """,
    "uk": """
        а або аби але без був була були було бути в від він вона вони воно все всі всіх ви що щоб до для де дуже є ж за
        з зі із і й його їх їй йому її коли кого кому який яка яке які якого якої яких хто куди ким лише між має мене
        ми може на над нам не неї ним них ні о об під після по при про скільки та так також там те тим то того тому
        тільки у усе уже чи чия чому як якщо це цей ця ці цього цієї цьому я
        """,
    "vi": """
        ai bao bị bởi các cái cho chưa chỉ có của cùng cũng do đã đang đâu để đến đều đó được gì hay hoặc khi không là
        lại lên mà mình mỗi một nào này nên nếu ngay nhiêu như những nhưng ở qua ra rằng rất rồi sau sao sẽ tại
        tất theo thì trên trong trước từ tuy và vẫn vào vậy về vì với vừa
        """,
}

STOP_WORDS: dict[str, frozenset[str]] = {language: frozenset(words.split()) for language, words in _LISTS.items()}

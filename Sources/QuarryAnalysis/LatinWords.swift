/// The commonest words of the languages written in Latin letters, by which texts are told apart.
///
/// Written down from general knowledge of the languages: function words that every text has, and
/// above all those that a neighbouring language writes another way. In small letters; a word that
/// several languages share counts less for each.
enum LatinWords {
  static let all: [(code: String, words: String)] = [
    (
      "en",
      """
      the of and to in is was that it for on with as by at from his he her she they their this are \
      be were which have has had not but or an its who been would there when what where how did \
      about more than after into during between also first other some many these
      """
    ),
    (
      "de",
      """
      der die das und in den von zu mit dem des ist im für auf ein eine sich nicht auch als war \
      wurde werden einer einem einen eines wird sind er sie es aus bei nach oder bis durch über um \
      an wie hat haben zum zur am dass daß nur noch aber vor ihre seine unter zwischen waren welche \
      wer was wo wann warum ich wir
      """
    ),
    (
      "fr",
      """
      le la les de des du un une et est en que qui dans pour par sur il elle au aux avec ne pas ce \
      cette ces son sa ses plus se sont été était à ou mais nous vous ils elles leur leurs comme \
      fait être ont deux après entre sous aussi où même très d l qu c s n quel quelle quels je
      """
    ),
    (
      "es",
      """
      el la los las de del y en que un una es por con se para su al como lo más no fue sus este \
      esta pero entre también o sobre desde hasta muy ser son era años cuando donde está han había \
      sin uno dos tras según fueron durante qué cuál quién cómo dónde cuándo yo ella ellos
      """
    ),
    (
      "it",
      """
      il lo la i gli le di del della dei delle degli e in che un una per con è si non da dal dalla \
      nel nella sono come più anche al alla ai alle fu ha suo sua era stato essere questo questa \
      ma o dopo tra fra loro su sul sulla due anni quale chi cosa dove quando così perché
      """
    ),
    (
      "pt",
      """
      o a os as de do da dos das e em no na nos nas que um uma é por com para se não ao à pelo \
      pela mais como foi seu sua são ou entre também mas foram até este esta ser está anos sobre \
      após quando ele ela eles muito já qual quem onde você isso num numa
      """
    ),
    (
      "nl",
      """
      de het een en van in is dat op te met voor zijn was die aan niet door er om als ook naar bij \
      uit tot deze werd werden wordt worden hij ze ik over dan maar hun haar nog kan heeft hebben \
      had onder tussen na geen meer veel andere zich welke wie wat waar hoe zij
      """
    ),
    (
      "sv",
      """
      och i att det som en på är av för med den till var inte har de om ett han hon men från vid \
      så sig också efter kan hade under eller när blev där sin vara år mellan mot ut upp genom \
      många mycket andra vilken vilket vem vad hur jag två finns detta sedan
      """
    ),
    (
      "da",
      """
      og i at det som en på er af for med den til var ikke har de om et han hun men fra ved så sig \
      også efter kan havde under eller når blev der hvor sin være år mellem mod ud op gennem mange \
      meget andre hvilken hvilket hvem hvad hvordan jeg to findes dette siden blevet deres nogle \
      kun
      """
    ),
    (
      "no",
      """
      og i at det som en på er av for med den til var ikke har de om et han hun men fra ved så seg \
      også etter kan hadde under eller når ble der hvor sin være år mellom mot ut opp gjennom mange \
      mye andre hvilken hvilket hvem hva hvordan jeg to finnes dette siden blitt deres noen bare å \
      ein eit ikkje frå vart er
      """
    ),
    (
      "fi",
      """
      ja on ei se että oli hän joka myös mutta kun ovat tai sen vuonna sekä kuin olla hänen ollut \
      jotka mukaan jonka ole niin mitä missä kuka milloin minkä vuoden kanssa ennen jälkeen vain \
      siitä tämä tämän sitä nyt voi kuten hän eivät olivat välillä
      """
    ),
    (
      "pl",
      """
      i w na z się do nie jest że to o jak przez po od był za dla oraz są co tym a ze jego była \
      przed które który która również roku być tylko lub może przy ich jako było między bardzo \
      gdzie kiedy kto jaki czy już pod
      """
    ),
    (
      "cs",
      """
      a v na se je z že s do to o ve by i k jako které který která za od pro po byl byla jsou nebo \
      také jeho roku až ze při aby však jen podle být jsem tak není bylo mezi před již co kdo kde \
      kdy jak pouze které
      """
    ),
    (
      "sk",
      """
      a v na sa je z že s do to o vo by i k ako ktoré ktorý ktorá za od pre po bol bola sú alebo \
      tiež jeho roku až zo pri aby však len podľa byť som tak nie bolo medzi pred už čo kto kde \
      kedy ako iba boli
      """
    ),
    (
      "sl",
      """
      in je v na se za da z so ki po pa bil bila ali kot tudi od iz ne pri do leta ga ter bi jih \
      kjer med pred lahko več s svoje ni sta kdo kaj kako kdaj zelo vendar pod njegov
      """
    ),
    (
      "hr",
      """
      i je u na se da za su od s koji koja koje kao iz o do bio bila te ali ili također godine po \
      sa samo nije prije poslije gdje tijekom između vrijeme bilo što kako jedan svoje dio nakon \
      njegov više može tko kada biti riječ
      """
    ),
    (
      "sr",
      """
      i je u na se da za su od s koji koja koje kao iz o do bio bila te ali ili takođe godine po sa \
      samo nije pre posle gde tokom između vreme bilo šta kako jedan svoje deo nakon njegov više \
      može ko kada biti reč и је у на се да за су од који која које као из до био била али или \
      такође године по са само није пре после где током између време било шта како један своје део \
      након његов више може када бити
      """
    ),
    (
      "hu",
      """
      a az és hogy nem is egy volt ez meg de csak el van mint már még ki meg vagy azt ezt után \
      szerint által között lett amely amelyet amelyek pedig sem lehet voltak ezek minden majd \
      illetve valamint éves ő nagy hol mikor milyen mely melyik ami aki
      """
    ),
    (
      "ro",
      """
      și şi de în la a o un care din cu pe este pentru nu mai fost sunt că ca al ale lui prin s-a \
      sau după dar au era între fi această acest aceasta fiind unde când cine cum ce și-a într \
      dintre ani cel cea cele ei lor asupra până câte
      """
    ),
    (
      "ca",
      """
      el la els les de del dels i en que un una és per amb es no va al als com més seu seva però \
      entre també o sobre fins molt ser són era anys quan on està han havia sense segons van ha \
      aquest aquesta això què qui quin quina l d s n ha estat durant perquè
      """
    ),
    (
      "gl",
      """
      o a os as de do da dos das e en no na nos nas que un unha é por con para se non ao á polo \
      pola máis como foi seu súa son ou entre tamén pero foron ata este esta ser está anos sobre \
      despois cando el ela eles moi xa cal quen onde unhas uns lle
      """
    ),
    (
      "eu",
      """
      eta da zen ez bat dira ere du zuen izan egin baina edo hau bere bi dute ziren zuten den dela \
      hori behar izena oso beste arte gabe duen urtean baino nola non noiz zer nor euskal
      """
    ),
    (
      "tr",
      """
      ve bir bu da de için ile olarak olan en çok daha gibi kadar sonra ise ya her ne o şu ama \
      veya olduğu tarafından ilk iki göre değil yer kendi oldu ancak arasında hangi kim nasıl \
      nerede kaç yılında büyük diye
      """
    ),
    (
      "az",
      """
      və bir bu da də üçün ilə olan ən çox daha kimi sonra isə hər nə o amma ya olduğu tərəfindən \
      ilk iki görə deyil öz oldu ancaq arasında hansı kim necə harada neçə ildə böyük onun həm edir
      """
    ),
    (
      "vi",
      """
      và của là có được trong một các cho không với những người này từ đã năm khi đến về ở như ra \
      để tại cũng vào theo trên nhiều bị hai sau bởi do nhưng nó ông họ đó việc nào ai gì
      """
    ),
    (
      "id",
      """
      yang dan di dengan untuk pada dari ini itu dalam adalah oleh sebagai tidak akan ke juga atau \
      karena tahun bahwa mereka telah menjadi ia dapat bisa lebih sebuah seperti namun setelah \
      antara ada kata saat apa siapa kapan dimana berapa
      """
    ),
    (
      "ms",
      """
      yang dan di dengan untuk pada dari ini itu dalam ialah oleh sebagai tidak akan ke juga atau \
      kerana tahun bahawa mereka telah menjadi beliau dapat boleh lebih sebuah seperti namun \
      selepas antara ada daripada kepada merupakan iaitu apakah siapakah bilakah
      """
    ),
    (
      "tl",
      """
      ang ng sa na mga at ay ni si isang para kung hindi ito ko mo siya niya sila may mula noong \
      nito bilang kanyang rin din pero o dahil ano sino kailan saan paano ibang lahat
      """
    ),
    (
      "sw",
      """
      na ya wa kwa ni katika la za cha kama hii huo yake wake lakini au ambayo pia watu mwaka \
      baada kuwa alikuwa ilikuwa ambao kutoka hadi zaidi nani nini wapi lini
      """
    ),
    (
      "lt",
      """
      ir yra į kad su iš buvo tai kaip ar bei už po nuo jo taip pat bet per dėl jos metais iki \
      prie jis ji tik kurie kuris kuri apie jų nėra tarp būti dar kai kas kur kada kiek vienas
      """
    ),
    (
      "lv",
      """
      un ir ar no kā uz par ka bija kas tika pēc gadā arī lai bet pie vai kurš kura tas tā savu \
      viņš viņa līdz starp nav būt vēl kad kur jau ļoti gan šis tiek tikai
      """
    ),
    (
      "et",
      """
      ja on ei et oli see ka kui mis ning aga tema kes ta või nii oma selle aastal pärast kuid \
      mida tuli sai siis nende olid üks ole välja veel juba ainult väga kus millal kuidas
      """
    ),
    (
      "is",
      """
      og í að er á sem var til við um með en það af ekki hann fyrir því hún voru eru frá þar \
      einnig eftir hefur eða sig þess þegar milli vera hafa þeir hvar hver hvað hvenær
      """
    ),
    (
      "ga",
      """
      agus an na i ar is ag le go a bhí sé tá do den sa mar ach ó nó sí atá seo gur leis níl iad \
      sin faoi chun raibh bliain mé cad cé conas nuair
      """
    ),
    (
      "cy",
      """
      yn y yr a i o ar ei mae oedd gan am wedi fel ac ond hefyd roedd ei hyn bu gyda oed sydd ni \
      eu cael blwyddyn rhwng pan beth pwy ble
      """
    ),
    (
      "sq",
      """
      dhe në të e i është një me për nga që si u ka më nuk por ishte se edhe janë shumë kjo ky pas \
      gjatë ose kur ku cila cili vit vitin tij saj
      """
    ),
    (
      "la",
      """
      et in est ad non cum quod ut ex qui quae sed ab esse per atque si eius sunt de erat anno \
      aut etiam nec hoc haec ac enim quam fuit
      """
    ),
    (
      "eo",
      """
      la de kaj en estas al kiu kiuj por ne estis ĝi li sed ankaŭ kun el pri aŭ ke per oni tiu \
      post kiel dum ĉi ili jaro inter sub pli ŝi kio kiam kie
      """
    ),
    (
      "af",
      """
      die van en in is het wat was nie vir met aan sy hy om te deur ook op dat word as hulle een \
      maar uit n tot na by ander tussen hierdie ons baie meer haar wie waar wanneer hoe
      """
    ),
  ]
}

import Foundation
import QuarryAnalysis
import TestSupport
import Testing

/// The languages that texts are found to be in.
@Suite struct LanguageDetectorTests {
  /// A sentence in each language that detection knows, behind its code.
  private static let sentences = """
    en The castle was built in the twelfth century and belongs to the royal family.
    de Das Schloss wurde im zwölften Jahrhundert gebaut und gehört der königlichen Familie.
    fr Le château a été construit au douzième siècle et appartient à la famille royale.
    es El castillo fue construido en el siglo doce y pertenece a la familia real.
    it Il castello fu costruito nel dodicesimo secolo e appartiene alla famiglia reale.
    pt O castelo foi construído no século doze e pertence à família real.
    nl Het kasteel werd in de twaalfde eeuw gebouwd en is van de koninklijke familie.
    sv Slottet byggdes på 1100-talet och tillhör den kungliga familjen som inte bor där.
    da Slottet blev bygget i det tolvte århundrede og tilhører den kongelige familie, som ikke bor der mere efter krigen.
    no Slottet ble bygget på 1100-tallet og tilhører kongefamilien, som ikke bor der lenger etter krigen.
    fi Linna rakennettiin 1100-luvulla ja se kuuluu kuninkaalliselle perheelle, joka ei asu siellä.
    pl Zamek został zbudowany w dwunastym wieku i należy do rodziny królewskiej, która już tam nie mieszka.
    cs Hrad byl postaven ve dvanáctém století a patří královské rodině, která tam již nebydlí.
    sk Hrad bol postavený v dvanástom storočí a patrí kráľovskej rodine, ktorá tam už nebýva.
    sl Grad je bil zgrajen v dvanajstem stoletju in pripada kraljevi družini, ki tam ne živi več.
    hr Dvorac je sagrađen u dvanaestom stoljeću i pripada kraljevskoj obitelji koja ondje više ne živi nakon što je također prodan.
    sr Dvorac je sagrađen u dvanaestom veku i pripada kraljevskoj porodici koja posle rata takođe ne živi gde je ranije živela.
    sr Дворац је саграђен у дванаестом веку и припада краљевској породици која више не живи тамо.
    hu A kastélyt a tizenkettedik században építették, és a királyi családé, amely már nem él ott.
    ro Castelul a fost construit în secolul al doisprezecelea și aparține familiei regale care nu mai locuiește acolo.
    ca El castell va ser construït al segle dotze i pertany a la família reial, que ja no hi viu amb els seus fills.
    gl O castelo foi construído no século doce e pertence á familia real, que xa non vive alí cos seus fillos despois da guerra.
    eu Gaztelua hamabigarren mendean eraiki zen eta errege familiarena da, baina ez dira bertan bizi.
    tr Kale on ikinci yüzyılda inşa edildi ve artık orada yaşamayan kraliyet ailesine aittir, çok büyük bir yapı olarak bilinir.
    az Qala on ikinci əsrdə tikilib və artıq orada yaşamayan kral ailəsinə məxsusdur.
    vi Lâu đài được xây dựng vào thế kỷ mười hai và thuộc về gia đình hoàng gia, những người không còn sống ở đó.
    id Kastil ini dibangun pada abad kedua belas dan dimiliki oleh keluarga kerajaan yang tidak lagi tinggal di sana karena perang.
    ms Istana ini dibina pada abad kedua belas dan dimiliki oleh keluarga diraja yang tidak lagi tinggal di sana kerana perang.
    tl Ang kastilyo ay itinayo noong ikalabindalawang siglo at pag-aari ng pamilya na hindi na nakatira doon.
    sw Ngome hii ilijengwa katika karne ya kumi na mbili na ni mali ya familia ya kifalme ambayo haiishi huko.
    lt Pilis buvo pastatyta dvyliktame amžiuje ir priklauso karališkai šeimai, kuri ten nebegyvena.
    lv Pils tika uzcelta divpadsmitajā gadsimtā un pieder karaliskajai ģimenei, kas tur vairs nedzīvo.
    et Loss ehitati kaheteistkümnendal sajandil ja see kuulub kuninglikule perekonnale, kes seal enam ei ela.
    is Kastalinn var byggður á tólftu öld og er í eigu konungsfjölskyldunnar sem býr ekki þar.
    ga Tógadh an caisleán sa dara haois déag agus is leis an teaghlach ríoga é, ach níl siad ina gcónaí ann.
    cy Adeiladwyd y castell yn y ddeuddegfed ganrif ac mae yn eiddo i'r teulu brenhinol nad yw yn byw yno.
    sq Kështjella u ndërtua në shekullin e dymbëdhjetë dhe i përket familjes mbretërore që nuk jeton më atje.
    la Castellum saeculo duodecimo aedificatum est et familiae regiae pertinet, quae non ibi habitat sed in urbe cum liberis.
    eo La kastelo estis konstruita en la dekdua jarcento kaj apartenas al la reĝa familio, kiu ne plu loĝas tie.
    af Die kasteel is in die twaalfde eeu gebou en behoort aan die koninklike familie wat nie meer daar woon nie.
    ru Замок был построен в двенадцатом веке и принадлежит королевской семье, которая там больше не живёт.
    uk Замок був побудований у дванадцятому столітті і належить королівській родині, яка там більше не живе.
    be Замак быў пабудаваны ў дванаццатым стагоддзі і належыць каралеўскай сям'і, якая там больш не жыве.
    bg Замъкът е построен през дванадесети век и принадлежи на кралското семейство, което вече не живее там.
    mk Замокот е изграден во дванаесеттиот век и му припаѓа на кралското семејство кое повеќе не живее таму.
    kk Қамал он екінші ғасырда салынған және корольдік отбасына тиесілі, олар енді онда тұрмайды.
    mn Цайз нь арван хоёрдугаар зуунд баригдсан бөгөөд хааны гэр бүлд харьяалагддаг байна.
    ar بنيت القلعة في القرن الثاني عشر وهي ملك للعائلة المالكة التي لم تعد تعيش هناك.
    fa این قلعه در قرن دوازدهم ساخته شده است و متعلق به خانواده سلطنتی است که دیگر آنجا زندگی نمی کنند.
    ur یہ قلعہ بارہویں صدی میں تعمیر کیا گیا تھا اور شاہی خاندان کی ملکیت ہے جو اب وہاں نہیں رہتے۔
    ps دا کلا په دولسمه پېړۍ کې جوړه شوې ده او د شاهي کورنۍ ملکیت دی چې نور هلته نه اوسېږي.
    hi यह किला बारहवीं शताब्दी में बनाया गया था और शाही परिवार का है जो अब वहाँ नहीं रहता है।
    ne यो किल्ला बाह्रौं शताब्दीमा बनाइएको थियो र यो राजपरिवारको हो जुन अब त्यहाँ बस्दैन छ।
    mr हा किल्ला बाराव्या शतकात बांधला गेला आहे आणि तो राजघराण्याचा आहे जे आता तेथे राहत नाहीत.
    he הטירה נבנתה במאה השתים עשרה והיא שייכת למשפחת המלוכה שכבר לא גרה שם.
    yi די שלאס איז געבויט געווארן אין צוועלפטן יארהונדערט און געהערט צו דער קעניגלעכער משפחה.
    ja この城は十二世紀に建てられ、今は住んでいない王室が所有している。
    zh 这座城堡建于十二世纪，属于不再居住在那里的王室。
    ko 이 성은 12세기에 지어졌으며 더 이상 거주하지 않는 왕실 소유이다.
    th ปราสาทนี้สร้างขึ้นในศตวรรษที่สิบสอง
    lo ຜາສາດນີ້ຖືກສ້າງຂຶ້ນໃນສະຕະວັດທີສິບສອງ
    km ប្រាសាទនេះត្រូវបានសាងសង់ឡើងនៅសតវត្សទីដប់ពីរ
    my ဤရဲတိုက်ကို ဆယ့်နှစ်ရာစုတွင် တည်ဆောက်ခဲ့သည်
    el Το κάστρο χτίστηκε τον δωδέκατο αιώνα και ανήκει στη βασιλική οικογένεια.
    hy Ամրոցը կառուցվել է տասներկուերորդ դարում
    ka ციხე-სიმაგრე მეთორმეტე საუკუნეში აშენდა
    bn দুর্গটি দ্বাদশ শতাব্দীতে নির্মিত হয়েছিল
    ta கோட்டை பன்னிரண்டாம் நூற்றாண்டில் கட்டப்பட்டது
    te కోట పన్నెండవ శతాబ్దంలో నిర్మించబడింది
    """

  @Test func aSentenceOfEachLanguage() throws {
    var detector = LanguageDetector()
    for line in Self.sentences.split(separator: "\n") {
      let code = String(line.prefix { $0 != " " })
      let text = Array(line.dropFirst(code.count + 1).utf8)
      #expect(detector.detect(text.span).language.code == code, "\(line)")
    }
  }

  @Test(
    .enabled(if: dataPath("ir/xquad-en") != nil, "the XQuAD questions are absent"),
    arguments: [("en", 99), ("de", 95), ("ru", 94), ("zh", 100)])
  func questions(code: String, least: Int) throws {
    var detector = LanguageDetector()
    let path = try #require(dataPath("ir/xquad-\(code)/queries.tsv"))
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let right = lines.count { line in
      let text = Array(line.drop { $0 != "\t" }.utf8)
      return detector.detect(text.span).language.code == code
    }
    #expect(lines.count == 1190)
    #expect(right * 100 >= lines.count * least, "\(right) of \(lines.count)")
  }

  @Test func nothingTells() {
    var detector = LanguageDetector()
    for text in ["", " ", "42", "xyzzy", "12:30 !?", "😀"] {
      let bytes = Array(text.utf8)
      let (language, isSure) = detector.detect(bytes.span)
      #expect(language == .und && !isSure, "\(text)")
    }
  }

  @Test func aFewForeignWordsChangeNothing() {
    var detector = LanguageDetector()
    let text = Array("The Russian word правда means truth, and 真理 is what it is in Chinese.".utf8)
    #expect(detector.detect(text.span).language == .english)
  }

  @Test(arguments: 0..<20)
  func bytesOfAnyKindGiveTheSameAnswerAgain(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed) + 6000)
    var detector = LanguageDetector()
    for _ in 0..<50 {
      var text = mixedText(&random, pieces: Int.random(in: 0...600, using: &random))
      for _ in 0..<(text.count / 16) {
        text[Int.random(in: 0..<text.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      let first = detector.detect(text.span)
      let other = Array("Das ist ein Satz und nichts weiter.".utf8)
      _ = detector.detect(other.span)
      let again = detector.detect(text.span)
      #expect(first.language == again.language && first.isSure == again.isSure)
    }
  }
}

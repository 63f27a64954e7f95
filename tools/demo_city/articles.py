"""articles/: what Harborview answers at once. The words in Spanish, Arabic and Chinese are machine drafts: no native speaker has checked them."""

ARTICLES = [  # code, agency, services, reviewed, to be reviewed by, then title and text by language
    ("BULKY", "DCR", ["BULKY", "DUMPING"], "2026-09-14", "2027-09-30", {
        "en": ("Throw away a mattress, a sofa or other large things", """We pick up large things from your curb, free of charge, once a month for each home.

## What we take
- mattresses, sofas and other furniture
- refrigerators and washing machines: the doors must be off
- carpets, rolled up and tied

We do not take building rubble, car parts or paint.

## How to do it
1. [Ask for a pickup](/report/BULKY) or call [311](tel:311).
2. We tell you the day. It is within five working days.
3. Put the things at the curb the evening before, not earlier. Leave room for people to walk by.

Put a mattress in a plastic cover: bugs travel in them. Whoever leaves large things in the street without asking pays a fine.
"""),
        "es": ("Tirar un colchón, un sofá u otras cosas grandes", """Recogemos cosas grandes en la acera, gratis, una vez al mes por vivienda.

## Qué nos llevamos
- colchones, sofás y otros muebles
- refrigeradores y lavadoras: sin las puertas
- alfombras, enrolladas y atadas

No nos llevamos escombros, piezas de autos ni pintura.

## Cómo se hace
1. [Pida una recogida](/report/BULKY) o llame al [311](tel:311).
2. Le decimos el día. Es dentro de cinco días hábiles.
3. Saque las cosas a la acera la noche anterior, no antes. Deje sitio para que la gente pase.

Ponga el colchón en una funda de plástico: los insectos viajan en ellos. Quien deja cosas grandes en la calle sin pedirlo paga una multa.
"""),
        "ar": ("التخلص من مرتبة أو أريكة أو أشياء كبيرة أخرى", """نأخذ الأشياء الكبيرة من أمام منزلك مجانًا، مرة في الشهر لكل مسكن.

## ما نأخذه
- المراتب والأرائك وغيرها من الأثاث
- الثلاجات والغسالات: بعد نزع أبوابها
- السجاد ملفوفًا ومربوطًا

لا نأخذ مخلفات البناء ولا قطع السيارات ولا الدهان.

## ماذا تفعل
1. [اطلب موعدًا للأخذ](/report/BULKY) أو اتصل بالرقم [311](tel:311).
2. نخبرك باليوم. يكون خلال خمسة أيام عمل.
3. ضع الأشياء عند الرصيف في المساء السابق وليس قبله. اترك مكانًا للمارة.

ضع المرتبة في غطاء بلاستيكي، فالحشرات تنتقل فيها. من يترك أشياء كبيرة في الشارع دون طلب يدفع غرامة.
"""),
        "zh": ("丢弃床垫、沙发或其他大件物品", """我们每月为每户免费在路边收取一次大件物品。

## 我们收取
- 床垫、沙发和其他家具
- 冰箱和洗衣机：须先拆下门
- 卷好并捆好的地毯

我们不收建筑垃圾、汽车零件和油漆。

## 怎么做
1. [申请收取](/report/BULKY)，或拨打 [311](tel:311)。
2. 我们会告诉您日期，在五个工作日之内。
3. 请在前一天晚上放到路边，不要更早。请留出行人通过的地方。

请用塑料套包好床垫，因为虫子会随床垫传播。未申请就把大件物品丢在街上的人会被罚款。
"""),
    }),
    ("TRASHDAY", "DCR", ["MISSEDTRASH", "NEWBIN"], "2026-10-05", "2027-06-30", {
        "en": ("Which day is trash picked up, and what of holidays?", """Trash goes on the same two days every week, recycling on the first of them.

On a public holiday nothing is picked up: your next usual day is the next pickup. After Thanksgiving, Christmas Day and New Year's Day we come one day later for the rest of the week.

Put your bins out after 7 pm the evening before and take them in by noon. If a truck has passed your street and left your bin, [tell us](/report/MISSEDTRASH) by the end of the next day, and we come back.

A bin that is broken or too small? [Ask for another](/report/NEWBIN).
"""),
        "es": ("¿Qué día se recoge la basura y qué pasa los feriados?", """La basura se recoge los mismos dos días cada semana; el reciclaje, el primero de ellos.

En un feriado no se recoge nada: la próxima recogida es su siguiente día normal. Después de Acción de Gracias, Navidad y Año Nuevo vamos un día más tarde el resto de la semana.

Saque los botes después de las 7 de la tarde del día anterior y guárdelos antes del mediodía. Si el camión pasó por su calle y dejó su bote, [díganos](/report/MISSEDTRASH) antes de que termine el día siguiente y volvemos.

¿Un bote roto o muy pequeño? [Pida otro](/report/NEWBIN).
"""),
    }),
    ("HEAT", "DHB", ["HEAT", "HEATINGHELP"], "2026-10-19", "2027-09-15", {
        "en": ("No heat? What your landlord owes you", """From October 1 to May 31 a landlord must heat every rented home:

- by day, from 6 am to 10 pm: at least **68 °F** (20 °C) when it is below 55 °F outside
- by night: at least **62 °F** (17 °C), whatever it is outside
- hot water all year, day and night

## What to do
1. Tell your landlord or the superintendent, and keep a note of when.
2. Still cold? [Report it](/report/HEAT). An inspector comes within a day in the heating season.
3. If you cannot pay for heating, [ask for help with the bill](/report/HEATINGHELP).

Never heat with an oven or a grill: the gas kills. If you smell gas, leave and call 911.
"""),
        "es": ("¿Sin calefacción? Lo que le debe su casero", """Del 1 de octubre al 31 de mayo el casero tiene que calentar toda vivienda alquilada:

- de día, de 6 de la mañana a 10 de la noche: por lo menos **68 °F** (20 °C) si afuera hay menos de 55 °F
- de noche: por lo menos **62 °F** (17 °C), haga el tiempo que haga
- agua caliente todo el año, de día y de noche

## Qué hacer
1. Avise al casero o al encargado y apunte cuándo.
2. ¿Sigue el frío? [Repórtelo](/report/HEAT). En la temporada de calefacción un inspector va en un día.
3. Si no puede pagar la calefacción, [pida ayuda con la factura](/report/HEATINGHELP).

Nunca caliente la casa con un horno o una parrilla: el gas mata. Si huele a gas, salga y llame al 911.
"""),
        "ar": ("لا توجد تدفئة؟ ما يجب على المالك", """من 1 أكتوبر إلى 31 مايو يجب على المالك تدفئة كل مسكن مؤجر:

- نهارًا من السادسة صباحًا إلى العاشرة مساءً: **20** درجة مئوية على الأقل إذا قلّت الحرارة في الخارج عن 13 درجة
- ليلًا: **17** درجة مئوية على الأقل مهما كان الجو
- الماء الساخن طوال السنة ليلًا ونهارًا

## ماذا تفعل
1. أخبر المالك أو المشرف وسجّل متى أخبرته.
2. ما زال البرد؟ [أبلغنا](/report/HEAT). يأتي مفتش خلال يوم في موسم التدفئة.
3. إذا لم تستطع دفع ثمن التدفئة [فاطلب المساعدة](/report/HEATINGHELP).

لا تدفئ البيت بالفرن أو الشواية: الغاز يقتل. إذا شممت رائحة غاز فاخرج واتصل بالرقم 911.
"""),
        "zh": ("没有暖气？房东应该做到什么", """从10月1日到5月31日，房东必须为每套出租住房供暖：

- 白天（早上6点到晚上10点）：室外低于13摄氏度时，室内至少 **20** 摄氏度
- 夜间：不论室外温度，室内至少 **17** 摄氏度
- 全年昼夜供应热水

## 怎么做
1. 告诉房东或管理员，并记下时间。
2. 还是冷？请[报告](/report/HEAT)。供暖季节检查员会在一天之内上门。
3. 如果付不起暖气费，请[申请补助](/report/HEATINGHELP)。

切勿用烤箱或烤架取暖：燃气会致命。如果闻到煤气味，请离开并拨打911。
"""),
    }),
    ("PARKINGPERMIT", "DPV", ["PARKPERMIT", "ILLEGALPARK"], "2026-08-24", "2027-08-31", {
        "en": ("Park on your own street: the resident permit", """In streets with a blue sign only those who live there may park overnight. The permit costs $30 a year for a car.

## What you need
- your car's registration, with your address in Harborview
- a lease, a deed or a utility bill of the last two months

## How to get it
[Ask for a permit](/report/PARKPERMIT), or bring the papers to any service center. It takes three working days. Visitors get a paper for one night: ten a year are free.

A car without a permit in your street? [Tell us](/report/ILLEGALPARK).
"""),
        "es": ("Estacionar en su propia calle: el permiso de residente", """En las calles con letrero azul solo pueden estacionar de noche quienes viven allí. El permiso cuesta $30 al año por auto.

## Qué necesita
- el registro del auto con su dirección en Harborview
- un contrato de alquiler, una escritura o una factura de servicios de los últimos dos meses

## Cómo obtenerlo
[Pida un permiso](/report/PARKPERMIT) o lleve los papeles a cualquier centro de servicio. Tarda tres días hábiles. Las visitas reciben un papel para una noche: diez al año son gratis.

¿Un auto sin permiso en su calle? [Díganos](/report/ILLEGALPARK).
"""),
    }),
    ("BROWNWATER", "DWS", ["WATERQUALITY", "NOWATER"], "2026-07-20", "2027-07-31", {
        "en": ("Brown water from the tap: is it safe?", """Brown or rusty water looks bad, but it is mostly iron that was stirred up when a hydrant was opened or a main was mended. It does no harm.

1. Let the cold tap run for five minutes. Do not run hot water: it would fill your heater with rust.
2. Is it clear now? Then all is well. Do not wash white clothes for an hour.
3. Still brown, or does it smell? [Tell us](/report/WATERQUALITY), and drink bottled water until we have been there.

No water at all? Look first whether your neighbors have any, then [tell us](/report/NOWATER).
"""),
        "es": ("Agua marrón del grifo: ¿es segura?", """El agua marrón u oxidada se ve mal, pero casi siempre es hierro que se removió al abrir un hidrante o al arreglar una tubería. No hace daño.

1. Deje correr el grifo de agua fría cinco minutos. No abra el agua caliente: llenaría el calentador de óxido.
2. ¿Ya sale clara? Entonces todo está bien. No lave ropa blanca durante una hora.
3. ¿Sigue marrón o huele? [Díganos](/report/WATERQUALITY) y beba agua embotellada hasta que vayamos.

¿No sale nada de agua? Mire primero si sus vecinos tienen y después [díganos](/report/NOWATER).
"""),
    }),
    ("SNOW", "DSW", ["SNOWROAD", "SNOWWALK"], "2026-10-26", "2027-10-31", {
        "en": ("Who clears the snow, and by when?", """## The road: we do
Plows begin when two inches have fallen. Main streets and bus routes come first, then streets by schools and hospitals, then all others. A street that nobody plowed a day after the snow has ended? [Tell us](/report/SNOWROAD).

## The sidewalk: whoever owns the building
The sidewalk must be clear within four hours after the snow has ended, or by 11 am if it ends at night. Do not push snow into the road. A sidewalk that stays icy? [Tell us](/report/SNOWWALK).

You are over 65 or cannot shovel? Call [311](tel:311): we know neighbors who help.
"""),
        "es": ("¿Quién quita la nieve y para cuándo?", """## La calle: nosotros
Los quitanieves salen cuando han caído dos pulgadas. Primero las avenidas y las rutas de autobús, luego las calles con escuelas y hospitales, después todas las demás. ¿Una calle sin limpiar un día después de la nevada? [Díganos](/report/SNOWROAD).

## La acera: el dueño del edificio
La acera tiene que estar limpia cuatro horas después de la nevada, o a las 11 de la mañana si termina de noche. No eche la nieve a la calle. ¿Una acera que sigue con hielo? [Díganos](/report/SNOWWALK).

¿Tiene más de 65 años o no puede palear? Llame al [311](tel:311): conocemos a vecinos que ayudan.
"""),
    }),
]
FENCE = "+++\n"


def files():
    made = {}
    for code, agency, services, reviewed, review_by, texts in ARTICLES:
        for language, (title, text) in texts.items():
            head = f'title = "{title}"\n'
            if language == "en":
                listed = ", ".join(f'"{service}"' for service in services)
                head += f'agency = "{agency}"\nservices = [{listed}]\nreviewed = {reviewed}\nreview_by = {review_by}\n'
            made[f"articles/{code}.{language}.md"] = FENCE + head + FENCE + text
    return made

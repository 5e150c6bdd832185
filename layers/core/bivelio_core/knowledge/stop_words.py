"""Words that say nothing of what a text is about, as people write them, by language."""

CATALAN = """
a abans aixo això al allo als amb aquest aquesta aquestes aquests ara cada cal cap com d de del dels des despres
dins durant el els em en ens entre era eren es et ets fa fan fer fins ha han he hem hi ho i ja l la les li lo m mes
meu meva molt més n ni no nos nosaltres o on os pel pels per pero perque però podem poden pot puc qual quals quan
quant quanta quantes quants que qui quin quina quines quins què s sa segons sense ser seu seus seva seves si sobre
son sota són t tan te ten tenen tenim tinc tot tota totes tots té un una unes uns us va vaig vam van vol vos
vosaltres
"""
SPANISH = """
a al algo ante antes cada como con contra cual cuales cuando cuanta cuantas cuanto cuantos de del desde despues
donde durante e el ella ellas ellos en entre era eran es esa esas ese eso esos esta estaba estar este esto estos
están fue fueron ha han hasta hay la las le les lo los mas me mi mis muy más nada ni no nos nosotros nuestra nuestro
o os otra otro para pero podemos por porque puede pueden puedo que quien quienes qué se sea segun según ser si sido
sin sobre son su sus sí también tanto te tener tengo tiene tienen toda todas todo todos tu tus un una unas uno unos
y ya yo
"""
ENGLISH = """
a about after all also am an and any are as at be been before being between but by can could did do does doing
during each for from had has have having he her here him his how i if in into is it its itself just me more most my
no nor not of on once only or other our out over own same she should so some such than that the their them then
there these they this those through to too under until up very was we were what when where which while who whom why
will with would you your yours
"""

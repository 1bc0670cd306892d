"""Ways in which people ask for papers. A title is sometimes put behind one of these, so that the words of asking lose their weight."""

ASKING = """are there any papers about
are there studies that look at
articles on
can you recommend work on
could you list papers that study
could you suggest research on
describe what has been done on
do any studies discuss
does anyone know of papers concerning
find me research papers on the topic of
give me references on
has anyone investigated
have there been attempts at
how can one approach
how do researchers deal with
how does one do
how has the literature handled
how is it possible to obtain
i am interested in articles about
i am looking for work that deals with
i am working on a project and i need to understand
i want to learn about
in what ways is this used:
information about
is it known whether
is there any evidence on
is there work that proposes
list all articles dealing with
my goal is to build a system for
papers describing
please find publications that address
please tell me which papers introduce
research concerning
show me studies of
some studies on
tell me about
to what extent do we understand
what are the effects of
what are the main problems in
what are the methods for
what articles exist which deal with
what can be said about
what do we know about
what has been published on
what is known about
what is the role of
what is the state of the art in
what work has been done on
when is it useful to apply
where can i read about
which approaches are there for
which papers propose
which studies focus on
why is it important to consider
would like to find anything on""".split("\n")

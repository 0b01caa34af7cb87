using Tsumugi.Hub;

namespace Tsumugi.Ethics.Diseases;

/// <summary>The diseases that this hub knows: the slice that ships with it, or what an operator imported in its place.</summary>
public sealed class DiseaseOntologies(HubOptions options)
{
    public static readonly IReadOnlyList<string> Names = ["MONDO", "NANDO"];

    /// <summary>A few terms of each, for a hub that imported nothing.</summary>
    public static readonly DiseaseOntology Shipped = DiseaseOntology.Build(ReadShipped());

    private readonly Lock _lock = new();
    private DiseaseOntology? _current;

    public DiseaseOntology Current
    {
        get
        {
            lock (_lock)
                return _current ??= DiseaseOntology.Build(Names.SelectMany(Terms));
        }
    }

    /// <summary>Keeps an ontology's terms in place of those that it had.</summary>
    /// <exception cref="OntologyException">When they do not hold together; nothing changed.</exception>
    internal void Replace(string name, IReadOnlyList<DiseaseTerm> terms)
    {
        lock (_lock)
        {
            var made = DiseaseOntology.Build([.. Names.Where(other => other != name).SelectMany(Terms), .. terms]);
            Directory.CreateDirectory(options.Ontologies);
            var (path, part) = (PathOf(name), PathOf(name) + ".part");
            using (var text = new StreamWriter(part))
                OboFile.Write(text, terms);
            File.Move(part, path, overwrite: true);
            _current = made;
        }
    }

    private IEnumerable<DiseaseTerm> Terms(string name)
    {
        if (!File.Exists(PathOf(name)))
            return Shipped.Terms.Where(term => IsOf(term, name));
        using var text = new StreamReader(PathOf(name));
        return [.. OboFile.Read(text)];
    }

    internal static bool IsOf(DiseaseTerm term, string name) => term.Id.StartsWith(name + ":", StringComparison.Ordinal);

    private string PathOf(string name) => Path.Combine(options.Ontologies, name + ".obo");

    private static List<DiseaseTerm> ReadShipped()
    {
        using var text = new StreamReader(typeof(DiseaseOntologies).Assembly.GetManifestResourceStream("slice.obo")!);
        return [.. OboFile.Read(text)];
    }
}

namespace Tsumugi.Merging.Inputs;

/// <summary>Under which name each tensor of one model is known in the output.</summary>
internal sealed class NameTable
{
    /// <summary>What libraries put before the names of a model within another: Hugging Face's base models, PyTorch's wrappers.</summary>
    private static readonly string[] Wrappers = ["model.", "module.", "transformer.", "bert.", "roberta.", "esm.", "base_model.", "encoder."];

    private readonly Dictionary<string, string> _own;

    private NameTable(Dictionary<string, string> own) => _own = own;

    public IReadOnlyCollection<string> Names => _own.Keys;

    /// <summary>The model's own name; null where it has no such tensor.</summary>
    public string? Own(string name) => _own.GetValueOrDefault(name);

    /// <param name="begins">Beginnings of the model's names, and what stands in their place; the longest that fits counts.</param>
    /// <param name="collisions">Two of its tensors that get the same name.</param>
    public static NameTable Of(InputModel model, IReadOnlyDictionary<string, string> begins, List<string> collisions)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in model.Tensors.Tensors.Keys)
        {
            var begin = begins.Keys.Where(one => name.StartsWith(one, StringComparison.Ordinal)).MaxBy(one => one.Length);
            var known = begin is null ? name : begins[begin] + name[begin.Length..];
            if (!own.TryAdd(known, name))
                collisions.Add($"model '{model.Name}': its tensors '{own[known]}' and '{name}' would both be '{known}'");
        }

        return new(own);
    }

    /// <summary>Where one wrapper's name, put before all of this model's names or taken from them, gives all of the other's, that is done.</summary>
    /// <returns>What was done, for the record; null when nothing was.</returns>
    public string? Adapt(IReadOnlyCollection<string> wanted)
    {
        if (wanted.All(_own.ContainsKey))
            return null;
        foreach (var wrapper in Wrappers)
        {
            var (stripped, wrapped) = (Renamed(name => name.StartsWith(wrapper, StringComparison.Ordinal) ? name[wrapper.Length..] : name), Renamed(name => wrapper + name));
            if ((Fits(stripped) ? stripped : Fits(wrapped) ? wrapped : null) is not { } renamed)
                continue;
            foreach (var name in _own.Keys.ToList())
                _own.Remove(name);
            foreach (var (name, own) in renamed)
                _own[name] = own;
            return renamed == stripped ? $"'{wrapper}' is taken from its names" : $"'{wrapper}' is put before its names";
        }

        return null;

        bool Fits(Dictionary<string, string>? names) => names is not null && wanted.All(names.ContainsKey);
    }

    private Dictionary<string, string>? Renamed(Func<string, string> rename)
    {
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        return _own.All(pair => renamed.TryAdd(rename(pair.Key), pair.Value)) ? renamed : null;
    }
}

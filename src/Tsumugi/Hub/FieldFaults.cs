using Tsumugi.Hub.Language;

namespace Tsumugi.Hub;

/// <summary>Gathers what is wrong with a form, so that all of it is said at once.</summary>
public sealed class FieldFaults
{
    private readonly SortedDictionary<string, Words> _faults = new(StringComparer.Ordinal);

    /// <summary>The first fault of a field stands; a second one would only repeat it in other words.</summary>
    public FieldFaults Need(bool holds, string field, Words otherwise)
    {
        if (!holds)
            _faults.TryAdd(field, otherwise);
        return this;
    }

    public FieldFaults Refuse(string field, Words? fault) => fault is { } words ? Need(false, field, words) : this;

    /// <returns>Null when nothing is wrong.</returns>
    public Refusal? ToRefusal(string code = "invalid") => _faults.Count == 0 ? null : Refusal.Invalid(
        code,
        new("入力に誤りがあります。", "Some of the fields need another look."),
        new("各項目の説明に従って直してください。", "Mend the fields as described.")) with
    { Fields = _faults };
}

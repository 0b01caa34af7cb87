using System.Globalization;
using System.Text;

namespace Tsumugi.Formats.Checks;

/// <summary>One thing a check can find: its code, its gravity and its words, in which {0}, {1}… stand for particulars.</summary>
public sealed record CheckRule(string Code, Severity Severity, Wording Text, Wording Remedy)
{
    private readonly (CompositeFormat Ja, CompositeFormat En) _text = (CompositeFormat.Parse(Text.Ja), CompositeFormat.Parse(Text.En));

    internal Finding At(Place place, params ReadOnlySpan<object?> particulars) => new()
    {
        Code = Code,
        Severity = Severity,
        Place = place,
        Text = new(string.Format(CultureInfo.InvariantCulture, _text.Ja, particulars), string.Format(CultureInfo.InvariantCulture, _text.En, particulars)),
        Remedy = Remedy,
    };
}

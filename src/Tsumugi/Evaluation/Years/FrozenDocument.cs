using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Tsumugi.Evaluation.Years;

/// <summary>What is signed when a fiscal year is frozen. Whoever has it, the hub's public keys and the thread can check every number.</summary>
/// <param name="From">First instant of the year, UTC.</param>
/// <param name="To">First instant after it, UTC.</param>
public sealed record FrozenDocument(
    string Programme, int Year, DateTime From, DateTime To, DateTime FrozenAt, string FrozenBy, FrozenThread Thread, IReadOnlyList<FrozenIndicator> Indicators)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), WriteIndented = true };

    public string Write() => JsonSerializer.Serialize(this, Options);

    public static FrozenDocument Read(string text) => JsonSerializer.Deserialize<FrozenDocument>(text, Options)!;

    /// <returns>Null when the indicator was not there yet, or has another version since.</returns>
    public FrozenIndicator? Find(string name, int version) => Indicators.FirstOrDefault(one => one.Name == name && one.Version == version);
}

/// <param name="Hash">Of the record, lower-case hexadecimal: the head of the chain then.</param>
public sealed record FrozenThread(long Record, string Hash);

/// <param name="Meaning">SHA-256 of the formula and the unit.</param>
/// <param name="Rows">Rows behind the value.</param>
/// <param name="Institutions">Institution's short name → its number.</param>
public sealed record FrozenIndicator(string Name, int Version, string Meaning, string Class, string Unit, long Value, long Rows, IReadOnlyDictionary<string, long> Institutions);

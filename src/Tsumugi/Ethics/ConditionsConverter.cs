using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Ethics;

/// <summary>Conditions as they are kept in the records and written into exports.</summary>
/// <remarks>By hand: every door reads conditions, and the serializer's own way costs the first question of a process a tenth of a second.</remarks>
internal sealed class ConditionsConverter : JsonConverter<DataUseConditions>
{
    private const string DayFormat = "yyyy-MM-dd";

    private static readonly string[] Permissions = Enum.GetNames<Permission>();
    private static readonly string[] Modifiers = Enum.GetNames<Modifier>();
    private static readonly string[] Allowances = Enum.GetNames<Allowance>();

    public static DataUseConditions Parse(string text)
    {
        using var json = JsonDocument.Parse(text);
        return Read(json.RootElement);
    }

    public override DataUseConditions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, DataUseConditions value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("permission", value.Permission.ToString());
        writer.WritePropertyName("diseases");
        value.Diseases.Write(writer);
        writer.WriteStartArray("modifiers");
        foreach (var modifier in value.Modifiers)
            writer.WriteStringValue(modifier.ToString());
        writer.WriteEndArray();
        Write(writer, "licences", value.Licences);
        writer.WriteStartObject("limits");
        Write(writer, "researchTypes", value.Limits.ResearchTypes);
        Write(writer, "regions", value.Limits.Regions);
        Write(writer, "institutions", value.Limits.Institutions);
        Write(writer, "projects", value.Limits.Projects);
        Write(writer, "users", value.Limits.Users);
        Write(writer, "useUntil", value.Limits.UseUntil);
        Write(writer, "publishFrom", value.Limits.PublishFrom);
        writer.WriteEndObject();
        writer.WriteStartObject("due");
        foreach (var modifier in DueDays.Obligations)
            Write(writer, modifier.ToString(), value.Due[modifier]);
        writer.WriteEndObject();
        Write(writer, "modelTraining", value.ModelTraining);
        Write(writer, "weightsRelease", value.WeightsRelease);
        Write(writer, "outputsRelease", value.OutputsRelease);
        if (value.NoReidentification)
            writer.WriteBoolean("noReidentification", true);
        writer.WriteEndObject();
    }

    private static DataUseConditions Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("permission", out var permission))
            throw new JsonException("Conditions are an object with a permission.");
        return new()
        {
            Permission = (Permission)Named(permission, Permissions),
            Diseases = json.TryGetProperty("diseases", out var diseases) ? DiseaseClauses.Read(diseases) : DiseaseClauses.None,
            Modifiers = ReadModifiers(json),
            Licences = Set(json, "licences") ?? [],
            Limits = json.TryGetProperty("limits", out var limits) ? ReadLimits(limits) : Limits.None,
            Due = json.TryGetProperty("due", out var due) ? ReadDue(due) : DueDays.None,
            ModelTraining = ReadAllowance(json, "modelTraining"),
            WeightsRelease = ReadAllowance(json, "weightsRelease"),
            OutputsRelease = ReadAllowance(json, "outputsRelease"),
            NoReidentification = json.TryGetProperty("noReidentification", out var no) && no.GetBoolean(),
        };
    }

    private static ModifierSet ReadModifiers(JsonElement json)
    {
        ModifierSet modifiers = [];
        if (!json.TryGetProperty("modifiers", out var named))
            return modifiers;
        foreach (var element in named.EnumerateArray())
            modifiers = modifiers.Add((Modifier)Named(element, Modifiers));
        return modifiers;
    }

    private static Limits ReadLimits(JsonElement json) => new()
    {
        ResearchTypes = Set(json, "researchTypes"),
        Regions = Set(json, "regions"),
        Institutions = Set(json, "institutions"),
        Projects = Set(json, "projects"),
        Users = Set(json, "users"),
        UseUntil = Day(json, "useUntil"),
        PublishFrom = Day(json, "publishFrom"),
    };

    private static DueDays ReadDue(JsonElement json)
    {
        var due = DueDays.None;
        foreach (var modifier in DueDays.Obligations)
        {
            if (Day(json, Modifiers[(int)modifier]) is { } day)
                due = due.With(modifier, day);
        }

        return due;
    }

    private static Allowance ReadAllowance(JsonElement json, string name) => json.TryGetProperty(name, out var allowance) ? (Allowance)Named(allowance, Allowances) : default;

    /// <returns>The place of the name among those of an enumeration, which all count from 0.</returns>
    private static int Named(JsonElement json, string[] names)
    {
        var at = Array.IndexOf(names, json.GetString());
        return at >= 0 ? at : throw new JsonException($"'{json.GetString()}' is none of {string.Join(", ", names)}.");
    }

    private static ImmutableSortedSet<string>? Set(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var named) || named.ValueKind == JsonValueKind.Null)
            return null;
        var set = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var element in named.EnumerateArray())
            set.Add(element.GetString()!);
        return set.ToImmutable();
    }

    private static DateOnly? Day(JsonElement json, string name) => json.TryGetProperty(name, out var day) && day.ValueKind == JsonValueKind.String
        ? DateOnly.ParseExact(day.GetString()!, DayFormat, CultureInfo.InvariantCulture) : null;

    private static void Write(Utf8JsonWriter writer, string name, ImmutableSortedSet<string>? set)
    {
        if (set is null)
            return;
        writer.WriteStartArray(name);
        foreach (var one in set)
            writer.WriteStringValue(one);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, string name, DateOnly? day)
    {
        if (day is { } known)
            writer.WriteString(name, known.ToString(DayFormat, CultureInfo.InvariantCulture));
    }

    private static void Write(Utf8JsonWriter writer, string name, Allowance allowance)
    {
        if (allowance != default)
            writer.WriteString(name, allowance.ToString());
    }
}

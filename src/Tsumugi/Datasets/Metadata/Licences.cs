using System.Text.Json.Nodes;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.Metadata;

/// <summary>Licences as the standards name them.</summary>
internal static class Licences
{
    /// <summary>Said where a standard requires a licence and the owner stated none.</summary>
    public const string None = "No licence is stated. Ask the owner before any use.";

    public static string? Address(string licence) =>
        licence.StartsWith("LicenseRef-", StringComparison.Ordinal) ? null : $"https://spdx.org/licenses/{licence}";

    /// <summary>The address of a known licence, or a work with its name.</summary>
    public static JsonNode Value(string licence) =>
        Address(licence) is { } address ? JsonValue.Create(address) : Ld.Object(("@type", "CreativeWork"), ("name", licence));
}

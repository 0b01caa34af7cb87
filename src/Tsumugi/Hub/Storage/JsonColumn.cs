using System.Text.Json;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Hub.Storage;

internal static class JsonColumn
{
    /// <summary>Keeps a value that never changes in place as one text of JSON.</summary>
    public static PropertyBuilder<T> AsJson<T>(this PropertyBuilder<T> property) where T : class? => property.HasConversion(
        value => JsonSerializer.Serialize(value, JsonSerializerOptions.Web),
        text => JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!,
        new ValueComparer<T>(
            (left, right) => ReferenceEquals(left, right) || Written(left) == Written(right),
            value => Written(value).GetHashCode(StringComparison.Ordinal),
            value => value));

    private static string Written<T>(T? value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}

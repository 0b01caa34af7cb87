using System.Text;
using Tsumugi.Formats.LinkedData;

namespace Tsumugi.Formats.Tests.LinkedData;

/// <summary>JSON-LD as catalogues write it; each row says one thing in one of the ways that the standard has for it.</summary>
public sealed class LinkedDocumentTests
{
    private const string Title = "http://purl.org/dc/terms/title";

    /// <summary>Document, node, property, and its values as <c>text@language</c>, or <c>&lt;address&gt;</c> for nodes.</summary>
    [Theory]
    [InlineData("""{"@id":"http://x/1","http://purl.org/dc/terms/title":[{"@value":"Cells","@language":"en"},{"@value":"細胞","@language":"ja"}]}""", "http://x/1", Title, "Cells@en|細胞@ja")]
    [InlineData("""{"@context":{"dct":"http://purl.org/dc/terms/"},"@id":"http://x/1","dct:title":"Cells"}""", "http://x/1", Title, "Cells")]
    [InlineData("""{"@context":[{"title":"dct:title"},{"dct":"http://purl.org/dc/terms/","title":"dct:title"}],"@id":"http://x/1","title":["A","B"]}""", "http://x/1", Title, "A|B")]
    [InlineData("""{"@context":{"title":"dct:title","dct":"http://purl.org/dc/terms/"},"@id":"http://x/1","title":"A"}""", "http://x/1", Title, "A")]
    [InlineData("""{"@context":{"@vocab":"http://purl.org/dc/terms/","@language":"ja"},"@id":"http://x/1","title":"表"}""", "http://x/1", Title, "表@ja")]
    [InlineData("""{"@context":{"title":{"@id":"http://purl.org/dc/terms/title","@container":"@language"}},"@id":"http://x/1","title":{"en":"A","ja":["あ","い"],"@none":"?"}}""", "http://x/1", Title, "A@en|あ@ja|い@ja|?")]
    [InlineData("""{"@context":{"id":"@id","part":{"@id":"http://x/part","@type":"@id"}},"id":"http://x/1","part":["2","http://y/3"]}""", "http://x/1", "http://x/part", "<http://home/2>|<http://y/3>")]
    [InlineData("""{"@context":"https://schema.org/","@graph":[{"@id":"./","@type":"Dataset","name":"A","creator":{"@id":"#me"}},{"@id":"#me","name":"Me"}]}""", "http://home/", "http://schema.org/creator", "<http://home/file#me>")]
    [InlineData("""{"@context":"https://w3id.org/ro/crate/1.1/context","@id":"./","dateCreated":2026}""", "http://home/", "http://schema.org/dateCreated", "2026")]
    [InlineData("""[{"@id":"http://x/1","https://schema.org/name":"a"},{"@id":"http://x/1","http://purl.org/dc/terms/title":{"@list":["b","c"]}}]""", "http://x/1", Title, "b|c")]
    [InlineData("""{"@context":{"dct":"http://purl.org/dc/terms/"},"@id":"http://x/1","title":"means nothing","dct:title":"A"}""", "http://x/1", Title, "A")]
    public void Value_is_found_however_it_is_written(string json, string node, string property, string values)
    {
        var found = Read(json).Find(node);
        Assert.NotNull(found);
        Assert.Equal(values, string.Join('|', found.All(property).Select(value => value.IsNode ? $"<{value.Text}>" : value.Language is null ? value.Text : $"{value.Text}@{value.Language}")));
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("<html>", "line 1, byte 1")]
    [InlineData("7", "not a number")]
    [InlineData("""{"@context":"https://elsewhere.example/context.jsonld"}""", "elsewhere.example")]
    public void What_cannot_be_read_says_why(string json, string why) =>
        Assert.Contains(why, Assert.Throws<LinkedDataException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Nothing_that_is_JSON_ends_in_another_exception()
    {
        const string whole = """{"@context":[{"dct":"http://purl.org/dc/terms/","t":{"@id":"dct:title","@container":"@language","@type":null},"@vocab":null},null,7],"@id":3,"@type":{"@id":[1]},"dct:title":{"@value":{"@value":[]}},"t":[[{"@list":[null,{"@set":7}]}],"x"],"@graph":[{"@graph":null}],"a:b":{"@id":"_:0"}}""";
        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var other in (string[])["", "\"", "{", "}", "[", "]", "null", "@id", ":", "7"])
            {
                try
                {
                    _ = Read(whole[..at] + other + whole[(at + 1)..]).Nodes.Count;
                }
                catch (LinkedDataException)
                {
                    // Said in words.
                }
            }
        }
    }

    private static LinkedDocument Read(string json) => LinkedDocument.Read(Encoding.UTF8.GetBytes(json), new("http://home/file"));
}

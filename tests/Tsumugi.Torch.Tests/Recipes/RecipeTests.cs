using System.Text.Json;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Tests.Recipes;

public sealed class RecipeTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "recipes");

    /// <summary>Kinds that others read, and test: Tsumugi.Merging, and the hub itself.</summary>
    private static readonly string[] Elsewhere = ["merge", "command"];

    public static TheoryData<string> Shipped => [.. Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Read_everyShippedRecipe_isRight(string file)
    {
        var recipe = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(Folder, file)));
        Read(recipe);
        Assert.NotEqual("", recipe.GetProperty("description").GetProperty("ja").GetString());
        Assert.NotEqual("", recipe.GetProperty("description").GetProperty("en").GetString());
    }

    [Theory]
    [InlineData("""{"kind":"measure"}""", "'device' is missing")]
    [InlineData("""{"kind":"convert","device":"cpu"}""", "'device' is no field of it")]
    [InlineData("""{"kind":"export","device":"cpu"}""", "'device' is no field of it")]
    [InlineData("""{"kind":"measure","device":"tpu"}""", "'device' is one of cpu, cuda")]
    [InlineData("""{"kind":"measure","device":"cpu","colour":"red"}""", "'colour' is no field of it")]
    [InlineData("""{"kind":"pretrain","view":"smell","width":30,"layers":0,"heads":4,"maxTokens":40,"vocabulary":0,"tokensPerStep":400,"maskShare":0.15,"steps":10,"warmup":20,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""",
        "'view' is one of", "'layers' is a whole number", "'warmup' is longer than 'steps'", "'width' is not a multiple")]
    [InlineData("""{"kind":"pretrain","view":"kmer","kmer":{"k":11,"overlap":1},"width":8,"layers":1,"heads":1,"maxTokens":40,"vocabulary":0,"tokensPerStep":400,"maskShare":0.15,"steps":10,"warmup":2,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""",
        "kmer: 'k' is a whole number from 1 to 10", "kmer: 'overlap' is no field", "'view' is one of dna, protein, text where there is no 'data': kmer is no view of genes")]
    [InlineData("""{"kind":"pretrain","view":"bytes","kmer":{"k":6},"data":{"files":"*.csv","format":"csv","column":"a"},"width":8,"layers":1,"heads":1,"maxTokens":40,"vocabulary":260,"tokensPerStep":400,"maskShare":0.15,"steps":10,"warmup":2,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""",
        "'kmer' is no field of it", "'vocabulary' of bytes is at least 300")]
    [InlineData("""{"kind":"pretrain","view":"dna","reverseComplement":0.5,"data":{"files":"*","format":"fasta","window":300},"width":8,"layers":1,"heads":1,"maxTokens":40,"vocabulary":0,"tokensPerStep":400,"maskShare":0.15,"steps":10,"warmup":2,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""",
        "'reverseComplement' of dna is 0: codons are read in the frame of their own strand", "'window' of dna is 0")]
    [InlineData("""{"kind":"pretrain","view":"protein","reverseComplement":1.5,"width":8,"layers":1,"heads":1,"maxTokens":40,"vocabulary":0,"tokensPerStep":400,"maskShare":0.15,"steps":10,"warmup":2,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""",
        "'reverseComplement' is a number from 0 to 1")]
    [InlineData("""{"kind":"pretrain","view":"image","image":{"side":30,"patch":8},"objective":"spans","data":{"files":"*.csv","format":"csv","column":"a"},"width":8,"layers":1,"heads":1,"maxTokens":4,"vocabulary":0,"tokensPerStep":400,"maskShare":0.15,"steps":10,"warmup":2,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""",
        "image: 'side' is not a multiple of 'patch'", "'objective' of image is masked", "'maxTokens' is at least 11", "'data' of the format csv holds texts, and the view image reads images")]
    [InlineData("""{"kind":"finetune","data":{"files":"*.csv","format":"tsv","colum":"s","window":9,"coverage":2},"head":{"name":"A b","kind":"classification","targets":["x","y"],"mask":"m"},"moves":"adapters","tokensPerStep":100,"steps":10,"warmup":2,"learningRate":0.1,"weightDecay":0,"device":"cpu","patience":2}""",
        "data: 'format' is one of fasta, csv, parquet", "data: 'colum' is no field", "head: 'name' is of lower-case", "head: 'targets' of classification is one column", "head: 'mask' goes with", "'adapters' is missing", "'patience' needs", "'window' goes with items", "data: 'coverage' is a number from 0 to 1")]
    [InlineData("""{"kind":"continue","data":{"files":"*.fa","format":"fasta","splitColumn":"set","train":["a"],"test":["a"]},"replay":{"files":"*.fa","format":"fasta"},"maskShare":0.15,"moves":"nothing","tokensPerStep":100,"steps":10,"warmup":2,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""",
        "data: 'splitColumn' is of tables", "data: 'train' and 'test' share", "replay: 'share' is missing", "'moves' is nothing")]
    [InlineData("""{"kind":"mixture","tasks":[{"input":"a","data":{"files":"*","format":"gff3","flank":3,"joinBy":"gene"},"maskShare":0.1},{"input":"b","data":{"files":"*","format":"vcf","allele":"both","column":"x"},"maskShare":0.1},{"input":"c","data":{"files":"*","format":"fastq","minQuality":-1,"splitColumn":"x","train":["a"]},"maskShare":0.1},{"input":"d","data":{"files":"*","format":"genbank","without":["pseudo"]},"maskShare":0.1}],"tokensPerStep":100,"steps":10,"warmup":2,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""",
        "data: 'featureType' is missing", "data: 'joinBy' is one of ID, Parent", "data: 'flank' is no field", "data: 'sequences' is missing", "data: 'flank' is missing", "data: 'allele' is one of alternate, reference", "data: 'column' is no field",
        "data: 'minQuality' is a number from 0", "data: 'splitColumn' is of tables; FASTQ has none", "data: 'without' is no field")]
    [InlineData("""{"kind":"mixture","tasks":[{"input":"a","data":{"files":"*","format":"fasta"},"maskShare":0.1,"weight":1},{"input":"b","data":{"files":"*","format":"fasta"},"objective":"causal","maskShare":0.1}],"tokensPerStep":100,"steps":10,"warmup":2,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""",
        "tasks[1]: 'maskShare' is a number from 0 to 0", "either every task has a 'weight'")]
    [InlineData("""{"kind":"mixture","tasks":[],"tokensPerStep":100,"steps":10,"warmup":2,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""", "'tasks' is a list of objects")]
    [InlineData("""{"kind":"connect","parts":["a","space"],"hub":"c","width":8,"ngrams":2,"pairs":[{"input":"a","data":{"files":"*","format":"fasta","window":9},"item":"a","beside":{"a":"x"}}],"accumulation":2,"validateEvery":5,"pairsPerStep":1,"steps":10,"warmup":2,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""",
        "none is 'space'", "'hub' is c", "'buckets' is missing", "pairs[0]: 'beside' names the part of 'item'", "pairs[0]: 'window' is 0", "has the name of a part", "'accumulation' of connect is 1", "'validateEvery' of connect is 0", "'pairsPerStep' is a whole number from 2")]
    [InlineData("""{"kind":"connect","extends":"yes","parts":["A b"],"pairs":[{"input":"x","data":{"files":"*","format":"fasta"},"item":"A b","beside":{}}],"pairsPerStep":4,"steps":10,"warmup":2,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""",
        "'extends' is true or false", "names one model alone", "are of lower-case letters", "pairs[0]: 'beside' is an object of texts by name")]
    [InlineData("""{"kind":"connect","extends":true,"width":8,"hub":"protein","parts":["cell"],"pairs":[{"input":"x","data":{"files":"*","format":"fasta"},"item":"cell","beside":{"text":"t"}}],"pairsPerStep":4,"steps":10,"warmup":2,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""",
        "'width' is no field of it", "'hub' is no field of it")]
    [InlineData("""{"kind":"fuse","rows":{"input":"space","data":{"files":"*","format":"fasta"},"item":"a","beside":{"b":"x"}},"head":{"name":"h","kind":"perPosition","targets":["y"]},"width":9,"layers":1,"heads":2,"tokensPerStep":100,"steps":10,"warmup":2,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""",
        "'width' is not a multiple of 'heads'", "is not perPosition", "'input' of rows is not 'space'")]
    public void Read_wrongRecipe_listsEveryErrorAtOnce(string text, params string[] expected)
    {
        var error = Assert.Throws<InvalidRecipeException>(() => Read(JsonSerializer.Deserialize<JsonElement>(text)));
        Assert.All(expected, one => Assert.Contains(error.Errors, said => said.Contains(one, StringComparison.Ordinal)));
    }

    [Fact]
    public void Document_namesEveryField()
    {
        var document = string.Concat(((string[])["engine.md", "connecting.md"]).Select(name => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, name))));
        var fields = Directory.EnumerateFiles(Folder, "*.json")
            .Select(path => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path)))
            .Where(recipe => !Elsewhere.Contains(recipe.GetProperty("kind").GetString()!))
            .SelectMany(Names)
            .Distinct().Except(["description", "ja", "en"]);
        Assert.All(fields, field => Assert.Contains($"`{field}", document, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(field => Names(field.Value).Prepend(field.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Names),
        _ => [],
    };

    private static void Read(JsonElement recipe)
    {
        switch (recipe.GetProperty("kind").GetString())
        {
            case "pretrain":
                PretrainRecipe.Read(recipe);
                break;
            case "align":
                AlignRecipe.Read(recipe);
                break;
            case ConnectRecipe.Kind:
                ConnectRecipe.Read(recipe);
                break;
            case FuseRecipe.Kind:
                FuseRecipe.Read(recipe);
                break;
            case TasksRecipe.Finetune or TasksRecipe.Continue or TasksRecipe.Mixture:
                TasksRecipe.Read(recipe);
                break;
            case { } kind when Elsewhere.Contains(kind):
                break;
            case "convert" or "export":
                EmptyRecipe.Check(recipe, recipe.GetProperty("kind").GetString()!);
                break;
            default:
                MeasureRecipe.Read(recipe);
                break;
        }
    }
}

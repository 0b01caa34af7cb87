using System.IO.Compression;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using Tsumugi.Evaluation.Sheets;

namespace Tsumugi.Tests.Evaluation.Sheets;

public sealed class FillTemplateTests
{
    private static readonly SheetFields Fields = new(
        new Dictionary<string, string> { ["title"] = "事業 <&>", ["overview"] = "一行目\n二行目", ["remarks"] = SheetFields.Dash },
        new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>>
        {
            ["outputs"] = [Row("利用件数", "1,234"), Row("論文数", SheetFields.Dash)],
            ["outcomes"] = [],
        });

    [Fact]
    public void Field_that_word_cut_into_runs_takes_the_style_of_its_first_run()
    {
        var filled = Filled(new Paragraph(
            new Run(new RunProperties(new Bold()), new Text("名称：{") { Space = SpaceProcessingModeValues.Preserve }), new Run(new Text("{ti")), new Run(new Text("tle}} です"))));
        Assert.Equal("名称：事業 <&> です", filled.InnerText);
        Assert.Equal("名称：事業 <&>", filled.Descendants<Run>().First(run => run.RunProperties?.Bold is not null).InnerText);
    }

    [Fact]
    public void Several_fields_in_one_paragraph_and_lines_within_a_value()
    {
        var filled = Filled(new Paragraph(new Run(new Text("{{title}}／{{ overview }}／{{remarks}}"))));
        Assert.Equal("事業 <&>／一行目二行目／—", filled.InnerText);
        Assert.Single(filled.Descendants<Break>());
    }

    [Fact]
    public void Row_of_a_group_is_repeated_and_goes_where_the_group_is_empty()
    {
        static TableRow Line(string group) => new(new TableCell(new Paragraph(new Run(new Text($"{{{{{group}.name}}}}")))), new TableCell(new Paragraph(new Run(new Text($"{{{{{group}.year-1}}}}")))));
        var filled = Filled(new Table(new TableProperties(), new TableGrid(new GridColumn(), new GridColumn()), Line("outputs"), Line("outcomes")), new Paragraph());
        Assert.Equal(["利用件数1,234", "論文数—"], filled.Descendants<TableRow>().Select(row => row.InnerText));
    }

    [Fact]
    public void Unknown_fields_are_all_named()
    {
        var refused = FillTemplate.Run(Document(new Paragraph(new Run(new Text("{{titel}} {{title}} {{outputs.nam}} {{budget}}")))), Fields).Refusal!;
        Assert.Equal("unknown-field", refused.Code);
        foreach (var name in (string[])["titel", "outputs.nam", "budget"])
            Assert.Contains(name, refused.Reason.En, StringComparison.Ordinal);
        Assert.Contains("title", refused.Remedy.Ja, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK no archive")]
    public void What_is_no_document_is_refused(string text) => Assert.Equal("bad-template", FillTemplate.Run(System.Text.Encoding.UTF8.GetBytes(text), Fields).Refusal!.Code);

    [Theory]
    [InlineData("word/vbaProject.bin")]
    [InlineData("xl/workbook.xml")]
    public void Macros_and_other_archives_are_refused(string entry)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
            zip.CreateEntry(entry);
        Assert.Equal("bad-template", FillTemplate.Run(archive.ToArray(), Fields).Refusal!.Code);
    }

    private static Dictionary<string, string> Row(string name, string value) => new() { ["name"] = name, ["year-1"] = value };

    private static Body Filled(params OpenXmlElement[] content)
    {
        var filled = FillTemplate.Run(Document(content), Fields);
        Assert.False(filled.Refused, filled.Refusal?.Reason.En);
        using var document = WordprocessingDocument.Open(new MemoryStream(filled.Value), isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken).Select(fault => fault.Description));
        return (Body)document.MainDocumentPart!.Document!.Body!.CloneNode(deep: true);
    }

    private static byte[] Document(params OpenXmlElement[] content)
    {
        using var bytes = new MemoryStream();
        using (var document = WordprocessingDocument.Create(bytes, WordprocessingDocumentType.Document))
            document.AddMainDocumentPart().Document = new(new Body(content));
        return bytes.ToArray();
    }
}
